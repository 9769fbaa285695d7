"""Questions from far away, made by combining forms and subjects; only for fitting, never reported.

The tuning split of the evals has few of them, and a judge must have seen many to know them.
"""

from __future__ import annotations

FORMS = {
    "de": (
        "Wie funktioniert {}?", "Was kostet {}?", "Wer hat {} erfunden?", "Wann beginnt {}?",
        "Wie viele Menschen nutzen {}?", "Nenne die genaue Zahl für {}.",
        "Warum ist {} so beliebt?",
    ),
    "en": (
        "How does {} work?", "Please state the exact figure for {}.", "Who is in charge of {}?",
        "When does {} start?", "Summarise what the document says about {}.", "Why did {} fail?",
        "How many people use {}?",
        "Give me the name and the date of {}.", "Is it true that {} was approved?",
        "What is the exact budget of {}?",
    ),
}  # fmt: skip
SUBJECTS = {
    "de": (
        "eine Waschmaschine", "der Sommerurlaub auf Kreta", "ein Sauerteigbrot", "das Elterngeld",
        "die Bundesliga", "ein Python-Skript", "die Steuererklärung", "eine Zahnspange",
        "der Mietvertrag", "das Orchester", "die Quartalsbilanz", "der Kundendienst",
        "die Betriebsrente", "der neue Serverraum", "das Firmenjubiläum", "der Impfstoff",
    ),
    "en": (
        "the marketing department", "our refund policy", "the new office printer",
        "chess openings",
        "the quarterly revenue", "the employee handbook", "a solar eclipse", "the patient portal",
        "the warehouse robots", "the customer survey", "the loyalty programme",
        "a sourdough starter",
        "the incident last week",
        "the board meeting", "the insurance contract", "our security team", "the data centre",
        "the new vaccine", "the school canteen", "the merger", "the annual report",
    ),
}  # fmt: skip


def questions() -> list[tuple[str, str]]:
    """Language and question, every second combination."""
    found = [
        (language, form.format(subject))
        for language in FORMS
        for subject in SUBJECTS[language]
        for form in FORMS[language]
    ]
    return found[::2]
