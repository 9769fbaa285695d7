"""What is asked of persons and countries that only a lookup in a reference work answers.

A person's height, a country's capital: the search finds what the documents say of that person or
country, which is near and no answer. Such an attribute is told by its own word, so whether the
evidence holds it is a question of that word. Patterns are over folded text (see ``lexical.fold``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from natoqa.grounding.names import names
from natoqa.lexical import fold

__all__ = ["unmet_attribute"]


@dataclass(frozen=True, slots=True)
class _Attribute:
    """The key of its text, how it is asked for, and the German words that evidence for it has.

    ``alone`` asks for it only where the question says nothing else but names: 'BIP Polen' asks for
    a country's product, 'Prozent des BIP' does not.
    """

    key: str
    asked: str
    held: str
    alone: bool = False


_ATTRIBUTES = (
    _Attribute(
        "attribute_height", r"how tall|koerpergroesse", r"koerpergroess|zentimeter|meter gross"
    ),
    _Attribute("attribute_size", r"wie gross (?:ist|sind)|how big is", r"quadratk", alone=True),
    _Attribute(
        "attribute_age",
        r"how old (?:is|are|was)|wie alt (?:ist|sind|war|wird)|quel age|ile lat ma|kac yasinda",
        r"\bjahr\w*|\balter\b",
    ),
    _Attribute(
        "attribute_birth",
        r"geboren|geburts(?:tag|ort|datum|jahr)|born|birthday|birthplace|date of birth",
        r"gebor|geburt",
    ),
    _Attribute(
        "attribute_death",
        r"gestorben|starb|did \w+(?: \w+)? die\b|die of",
        r"gestorben|starb|\btod",
    ),
    _Attribute(
        "attribute_salary",
        r"(?:was|wie ?viel) verdien\w*|gehalt|salary|how much .*\bearns?|salaire",
        r"verdien|gehalt|gehaelter|besold",
    ),
    _Attribute(
        "attribute_wealth",
        r"net worth|how (?:rich|wealthy)|wie (?:reich|vermoegend)|vermoegen von",
        r"vermoegen|reich\b",
    ),
    _Attribute(
        "attribute_family",
        r"ehefrau|ehemann|verheiratet|\bfrau (?:von|heisst)|wife|husband|spouse|married|geschwister"
        r"|kinder|children|wie heisst die frau|femme de|zona|\besi kim",
        r"ehefrau|ehemann|verheirat|geschwister|kinder",
    ),
    _Attribute("attribute_pets", r"haustiere?|hunde?|dogs?|pets?", r"haustier|\bhund"),
    _Attribute("attribute_weight", r"wie ?viel wiegt|how much does .* weigh", r"kilogramm|gewicht"),
    _Attribute("attribute_zodiac", r"sternzeichen|star sign|zodiac\w*", r"sternzeichen"),
    _Attribute(
        "attribute_religion",
        r"religion|konfession|which faith|gott glauben|believe in god",
        r"religi|konfession|christ|muslim",
    ),
    _Attribute(
        "attribute_nationality",
        r"nationalitaet|staatsangehoerigkeit|nationality|citizenship",
        r"nationalitaet|angehoerig",
    ),
    _Attribute(
        "attribute_contact",
        r"e-?mail\w*|mail-?adresse|telefon\w*|phone number|anschrift|postal address",
        r"@|telefon|anschrift",
    ),
    _Attribute(
        "attribute_studies",
        r"wo hat .* studiert|where did (?!the\b|this\b)\w+(?: \w+)? (?:study|graduate)|alma mater",
        r"universitaet|studier",
    ),
    _Attribute(
        "attribute_population",
        r"einwohner\w*|bevoelkerungszahl|population of|how many (?:people live|inhabitants)"
        r"|wie ?viele menschen (?:leben|wohnen)|combien d.habitants|nufusu",
        r"einwohner|bevoelkerungszahl",
    ),
    _Attribute(
        "attribute_area",
        r"welche flaeche|flaeche von|quadratkilometer|square (?:km|kilomet\w+|miles?)|land area",
        r"quadratkilomet|flaeche",
    ),
    _Attribute(
        "attribute_capital",
        r"hauptstadt (?:von|ist|hat)|die hauptstadt|capital of|capitale d\w*|stolica|baskenti?",
        r"hauptstadt",
    ),
    _Attribute(
        "attribute_gdp",
        r"bip|bruttoinlandsprodukt|gdp|pib|pkb",
        r"bip (?:von|betraegt)",
        alone=True,
    ),
    _Attribute(
        "attribute_currency",
        r"welche waehrung|which currency|what currency|monnaie|waluta",
        r"waehrung",
    ),
    _Attribute(
        "attribute_language",
        r"amtssprache|sprache spricht|sprachen? sprechen|official language|languages? (?:is|are)"
        r" spoken|language do",
        r"amtssprache|\bsprache",
    ),
    _Attribute(
        "attribute_flag",
        r"flagge|fahne|\w*hymne|(?:national )?anthem|flag of",
        r"flagge|fahne|hymne",
    ),
    _Attribute(
        "attribute_distance",
        r"how far is .* (?:from|to)|wie weit (?:ist|liegt) .* (?:von|entfernt)|distance (?:between"
        r"|from)|entfernung (?:von|zwischen)",
        r"kilomet|entfern",
    ),
    _Attribute("attribute_unemployment", r"arbeitslos\w*|unemployment|chomage", r"arbeitslos"),
    _Attribute("attribute_inflation", r"inflation\w*", r"inflation"),
)
_ASKED = tuple(re.compile(rf"\b(?:{one.asked})\b") for one in _ATTRIBUTES)
_HELD = tuple(re.compile(one.held) for one in _ATTRIBUTES)
_FUNCTION = re.compile(
    r"wie|was|welche[rsn]?|ist|sind|war|hat|der|die|das|des|dem|den|in|im|von|vom|fuer|eigentlich|hoch"
    r"|gross|heute|derzeit|aktuell\w*|what|is|the|of|in|for|how|big|high|large|current\w*|today|s"
    r"|quel\w*|est|le|la|de|du|jest|jakie"
)


def unmet_attribute(question: str, evidence: str) -> str:
    """The key of the text that names an attribute asked for and not held; empty if there is none.

    ``evidence`` is German.
    """
    asked, said = fold(question), fold(evidence)
    for attribute, form, held in zip(_ATTRIBUTES, _ASKED, _HELD, strict=True):
        if not form.search(asked) or held.search(said):
            continue
        if not attribute.alone or _says_nothing_else(question, form):
            return attribute.key
    return ""


def _says_nothing_else(question: str, form: re.Pattern[str]) -> bool:
    """Whether a question has a name, and besides it and the attribute only function words."""
    found = [name for language in ("de", "en") for name in names(question, language)]
    named = [name for name in found if name.key[0] in "cp"]
    rest = "".join(
        " " if any(name.start <= at < name.end for name in named) else char
        for at, char in enumerate(question)
    )
    words = re.findall(r"\w+", form.sub(" ", fold(rest)))
    return bool(named) and all(_FUNCTION.fullmatch(word) for word in words)
