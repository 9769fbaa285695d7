"""Browsers without a past."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page

SECONDS = 60  # a busy machine is no failure


class Visits:
    """Opens browsers without a past, and notes what they ask other hosts for."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.contexts: list[BrowserContext] = []
        self.foreign: list[str] = []
        self.dialogs: list[str] = []

    def __call__(
        self, *, width: int = 1280, height: int = 900, scheme: str = "light", locale: str = "de-DE"
    ) -> Page:
        """A page in a browser of its own."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=locale,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(SECONDS * 1000)
        context.on("request", lambda request: self._note(request.url))
        self.contexts.append(context)
        page = context.new_page()
        page.on("websocket", lambda opened: self._note(opened.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        return page

    def _note(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(address)
