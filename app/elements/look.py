"""How the pages look beyond the theme, and the one script of our own. No foreign text here."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from natoqa.types import Language

# Streamlit's own classes for keyed containers (st-key-…) and its data-testid are the only hooks.
_STYLE = """<style>
[data-testid="stMainBlockContainer"] {padding-top: 3.2rem}
[data-testid="stMarkdownContainer"] {overflow-wrap: anywhere}
[class*="st-key-behaviour"] {position: absolute; width: 0; height: 0; overflow: hidden}
[data-testid="stBottomBlockContainer"] {padding-bottom: 1.5rem}
[data-testid="stCaptionContainer"] {color: inherit; opacity: .76}
[class*="st-key-said-"] p, [class*="st-key-page"] p {line-height: 1.65}
[class*="st-key-said-"] a {text-decoration: none; font-size: .78em; font-weight: 600;
  vertical-align: .25em; padding: .3em .1em}
[class*="st-key-said-"] a:hover {text-decoration: underline}
[class*="st-key-excerpt-"] {gap: .5rem; padding: .8rem 1rem .6rem}
[class*="st-key-excerpt-"] h3 {font-size: .95rem; padding: 0; scroll-margin-top: 5rem}
[class*="st-key-excerpt-"] [data-testid="stHeading"] * {margin-bottom: 0}
[class*="st-key-excerpt-"] p {font-size: .92rem; line-height: 1.55}
[class*="st-key-excerpt-"]:has(h3:target) {outline: 2px solid currentColor; outline-offset: 2px}
[class*="st-key-excerpt-"] .stHorizontalBlock, [class*="st-key-kept-"] .stHorizontalBlock,
[class*="st-key-after-"] {row-gap: 0}
[class*="st-key-folded-"] summary, [class*="st-key-folded-"] summary * {color: inherit !important}
[class*="st-key-after-"] {padding-left: 3.5rem; margin-top: -.6rem}
[class*="st-key-rating-"] {min-height: 2.5rem}
[class*="st-key-suggestions-"] {padding-left: 3.5rem; gap: 0}
.stMarkdownColoredBackground {margin: 0 -.15em; padding: .1em .15em !important;
  box-decoration-break: clone; -webkit-box-decoration-break: clone}
[class*="st-key-suggestions-"] button {min-height: 2rem; padding: .15rem 0; text-align: left}
[class*="st-key-theme-"] button {justify-content: flex-start; text-align: left}
[class*="st-key-theme-"] button > div, [class*="st-key-recent-"] button > div {
  justify-content: flex-start}
[class*="st-key-place"], [class*="st-key-question-"] {scroll-margin: 4.5rem}
[class*="st-key-recent"] {gap: .1rem}
[class*="st-key-recent-"] button {justify-content: flex-start; min-height: 2rem;
  padding: .2rem .5rem}
[class*="st-key-recent-"] button div {min-width: 0}
[class*="st-key-recent-"] button p {white-space: nowrap; overflow: hidden; text-overflow: ellipsis}
[class*="st-key-found"] button, [class*="st-key-section-"] button {text-align: left;
  justify-content: flex-start; min-height: 2rem; padding: .15rem .4rem}
[data-testid="stBaseButton-tertiary"]:is(:hover, :active, :focus),
[data-testid="stPopoverButton"] {color: inherit !important}
:focus-visible:not(textarea, input) {outline: 2px solid currentColor !important;
  outline-offset: 2px}
@media (max-width: 640px) {
  [class*="st-key-after-"], [class*="st-key-suggestions-"] {padding-left: 1rem}
  [class*="st-key-excerpt-"] {padding: .7rem .8rem .4rem}
  [class*="st-key-excerpt-"] .stHorizontalBlock {column-gap: .2rem}
  [data-testid="stChatMessageAvatarCustom"] {display: none}
}
@media (prefers-reduced-motion: no-preference) {html {scroll-behavior: smooth}}
</style>"""

# Tells the page's language to screen readers, brings what was asked for into view, once, and
# unfolds the excerpts of an earlier answer when one of its numbers is followed.
_SCRIPT = """const wait = (find, found, tries = 80) => {
  const element = find();
  if (element) found(element);
  else if (tries) setTimeout(() => wait(find, found, tries - 1), 50);
};
const unfold = (event) => {
  const link = event.target.closest?.('a[href^="#beleg-"]');
  if (!link || document.getElementById(link.hash.slice(1))) return;
  const folded = document.querySelectorAll(
    `[class*="st-key-folded-${link.hash.split("-")[1]}-"] summary`);
  if (!folded.length) return;
  event.preventDefault();
  folded.forEach((summary) => summary.click());
  const go = () => { location.hash = ""; location.hash = link.hash; };
  wait(() => document.getElementById(link.hash.slice(1)), go);
};
export default function ({ data }) {
  document.documentElement.lang = data.language;
  if (!window.natoqaSeen) document.addEventListener("click", unfold, true);
  window.natoqaSeen ??= new Set();
  if (!data.target || window.natoqaSeen.has(data.mark)) return;
  wait(() => document.getElementsByClassName(data.target)[0], (found) => {
    window.natoqaSeen.add(data.mark);
    const show = () => found.scrollIntoView({ block: data.block });
    show();
    if (data.block === "center") setTimeout(show, 200);  // it has its full height by then
  });
}"""


def style() -> None:
    """Sizes and spaces that the theme has no option for."""
    st.html(_STYLE)


def seek(key: str, block: Literal["start", "center"]) -> None:
    """Have the container with this key scrolled to when the page is drawn."""
    number = st.session_state.get("seek", {}).get("number", 0) + 1
    st.session_state["seek"] = {"target": f"st-key-{key}", "block": block, "number": number}


def behaviour(language: Language, moment: str = "end") -> None:
    """Run our script; ``moment`` tells apart several calls in one run of a page."""
    sought = st.session_state.get("seek", {"number": 0})
    script = st.components.v2.component("natoqa", js=_SCRIPT)
    data = {"language": language, "mark": f"{sought['number']}-{moment}", **sought}
    script(data=data, key=f"behaviour-{moment}", height=1)
