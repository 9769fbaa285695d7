"""Answers written by a language model, each sentence checked before it is shown."""

from natoqa.answering.generative.generate import Request, Writer, Written
from natoqa.answering.generative.material import choose, reserve
from natoqa.answering.generative.models import Limits, load_model, model_window
from natoqa.answering.generative.rewrite import rewrite
from natoqa.answering.generative.verify import Quotables

__all__ = [
    "Limits",
    "Quotables",
    "Request",
    "Writer",
    "Written",
    "choose",
    "load_model",
    "model_window",
    "reserve",
    "rewrite",
]
