"""How the pages look beyond the theme, and the one script of our own. No foreign text here."""

from __future__ import annotations

import streamlit as st

from natoqa.types import Language

# Streamlit's own classes for keyed containers (st-key-…) and its data-testid are the only hooks.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding-top: 3.2rem}
[data-testid="stMarkdownContainer"] {overflow-wrap: anywhere}
[data-testid="stCaptionContainer"] {color: inherit; opacity: .76}
[class*="st-key-said-"] p, [class*="st-key-page"] p {line-height: 1.65}
[class*="st-key-said-"] a {text-decoration: none; font-size: .78em; font-weight: 600;
  vertical-align: .25em; padding: .3em .1em}
[class*="st-key-said-"] a:hover {text-decoration: underline}
[class*="st-key-excerpt-"] {gap: .5rem; padding: .8rem 1rem .6rem}
[class*="st-key-excerpt-"] h3 {font-size: .95rem; padding: 0; scroll-margin-top: 5rem}
[class*="st-key-excerpt-"] p {font-size: .92rem; line-height: 1.55}
[class*="st-key-excerpt-"]:has(h3:target) {outline: 2px solid currentColor; outline-offset: 2px}
[class*="st-key-after-"] {margin-left: 2.8rem; margin-top: -.6rem}
[class*="st-key-suggestions-"] {margin-left: 3.3rem; gap: 0}
[class*="st-key-suggestions-"] button {min-height: 2rem; padding: .15rem 0; text-align: left}
[class*="st-key-theme-"] button {justify-content: flex-start; text-align: left}
[class*="st-key-place"] {scroll-margin: 5.5rem}
[class*="st-key-recent"] {gap: .1rem}
[class*="st-key-recent-"] button {justify-content: flex-start; min-height: 2rem; padding: .2rem .5rem}
[class*="st-key-recent-"] button div {min-width: 0}
[class*="st-key-recent-"] button p {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
[class*="st-key-found"] button, [class*="st-key-section-"] button {text-align: left;
  justify-content: flex-start; min-height: 2rem; padding: .15rem .4rem}
:focus-visible:not(textarea, input) {outline: 2px solid currentColor; outline-offset: 2px}
@media (max-width: 640px) {
  [class*="st-key-after-"], [class*="st-key-suggestions-"] {margin-left: 0}
}
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
