"""How the pages look beyond the theme, and the one script of our own. No foreign text here."""

from __future__ import annotations

import streamlit as st

from natoqa.types import Language

# Streamlit's own classes for keyed containers (st-key-…) and its data-testid are the only hooks.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding-top: 3.2rem}
[data-testid="stHeading"] h3 {padding: 0}
[class*="st-key-excerpt-"] {scroll-margin-top: 4.5rem; gap: .45rem}
[class*="st-key-excerpt-"] h3 {font-size: .95rem; line-height: 1.4; scroll-margin-top: 5rem}
[class*="st-key-excerpt-"] p {font-size: .92rem; line-height: 1.55}
[class*="st-key-excerpt-"]:has(h3:target) {outline: 2px solid currentColor; outline-offset: 2px}
[class*="st-key-said-"] a {text-decoration: none; font-size: .78em; font-weight: 600;
  vertical-align: .25em; padding: .3em .1em}
[class*="st-key-said-"] a:hover {text-decoration: underline}
[class*="st-key-said-"] p, [class*="st-key-page"] p {line-height: 1.65; overflow-wrap: anywhere}
[data-testid="stMarkdownContainer"] {overflow-wrap: anywhere}
[class*="st-key-page"] h3:has(+ *) {scroll-margin-top: 5rem}
[class*="st-key-place"] {scroll-margin: 5.5rem}
[class*="st-key-recent"] button p {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
[class*="st-key-recent"] button {text-align: left; justify-content: flex-start}
:focus-visible {outline: 2px solid currentColor; outline-offset: 2px}
@media (prefers-reduced-motion: no-preference) {html {scroll-behavior: smooth}}
</style>"""

# tells the page's language to screen readers and brings the place that was asked for into view
_SCRIPT = """export default function ({ data }) {
  document.documentElement.lang = data.language;
  if (!data.place || window.natoqaPlace === data.place) return;
  let tries = 0;
  const seek = () => {
    const found = document.querySelector('[class*="st-key-place"]');
    if (found) {
      window.natoqaPlace = data.place;
      found.scrollIntoView({ block: "center" });
    } else if (tries++ < 40) setTimeout(seek, 50);
  };
  seek();
}"""


def style() -> None:
    """Sizes and spaces that the theme has no option for."""
    st.html(_STYLE)


def behaviour(language: Language) -> None:
    """Run our script: it is given the language and a number that changes with the place."""
    place = st.session_state.get("place", 0)
    script = st.components.v2.component("natoqa", js=_SCRIPT)
    script(data={"language": language, "place": place}, key="behaviour", height=1)
