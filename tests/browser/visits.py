"""Browsers without a past."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page

SECONDS = 60  # a busy machine is no failure
Scheme = Literal["light", "dark"]


class Contexts:
    """Browsers that are used again once they have forgotten everything but the files they loaded.

    A new one would load and compile Streamlit's scripts each time, the better part of a short
    test.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._free: list[BrowserContext] = []

    def take(self) -> BrowserContext:
        """A browser that nobody uses."""
        if self._free:
            return self._free.pop()
        context = self._browser.new_context(
            locale="de-DE", reduced_motion="reduce", accept_downloads=True
        )
        context.set_default_timeout(SECONDS * 1000)
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Close its pages and have it forget cookies and what pages keep in it."""
        blank = context.new_page()
        for page in context.pages:
            if page is not blank:
                page.close()
        forget = {"origin": self._address, "storageTypes": "cookies,local_storage,indexeddb"}
        context.new_cdp_session(blank).send("Storage.clearDataForOrigin", forget)
        context.clear_cookies()
        blank.close()
        self._free.append(context)


class Visits:
    """Opens browsers without a past, and notes what they ask other hosts for."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._taken: list[BrowserContext] = []
        self.foreign: list[str] = []
        self.dialogs: list[str] = []

    def __call__(self, *, width: int = 1280, height: int = 900, scheme: Scheme = "light") -> Page:
        """A page in a browser of its own."""
        context = self._contexts.take()
        self._taken.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda opened: self._note(opened.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        return page

    def end(self) -> None:
        """Give all browsers back."""
        for context in self._taken:
            self._contexts.give_back(context)

    def _note(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(address)
