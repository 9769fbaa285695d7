"""The words that mutants are made with; kept apart from the tables of natoqa.grounding."""

from __future__ import annotations

from natoqa.types import Language

COUNTRIES: dict[Language, tuple[str, ...]] = {
    "de": (
        "Polen", "Litauen", "Finnland", "Schweden", "Italien", "Frankreich", "Deutschland",
        "Russland", "China", "Kanada", "Ungarn", "Spanien", "Dänemark", "Norwegen", "Japan",
    ),
    "en": (
        "Poland", "Lithuania", "Finland", "Sweden", "Italy", "France", "Germany", "Russia",
        "China", "Canada", "Hungary", "Spain", "Denmark", "Norway", "Japan", "Ukraine",
    ),
}  # fmt: skip
ADJECTIVES: dict[Language, tuple[str, ...]] = {
    "de": (
        "polnisch", "litauisch", "finnisch", "schwedisch", "italienisch", "französisch", "deutsch",
        "russisch", "chinesisch", "türkisch", "ukrainisch", "amerikanisch", "britisch",
    ),
    "en": (
        "Polish", "Lithuanian", "Finnish", "Swedish", "Italian", "French", "German", "Russian",
        "Chinese", "Turkish", "Ukrainian", "American", "British",
    ),
}  # fmt: skip
ACTORS: dict[Language, dict[str, tuple[str, ...]]] = {
    "de": {
        "NATO": ("EU", "UN", "OSZE"),
        "EU": ("NATO", "UN", "OSZE"),
        "Trump": ("Biden", "Putin", "Macron", "Rutte"),
        "Trumps": ("Bidens", "Putins", "Macrons", "Ruttes"),
        "Rutte": ("Stoltenberg", "Trump"),
        "Putin": ("Trump", "Selenskyj"),
        "Europäer": ("Amerikaner", "Russen", "Chinesen"),
        "Europäern": ("Amerikanern", "Russen", "Chinesen"),
        "Think Tanks": ("Parteien", "Gewerkschaften", "Medien"),
        "Generalsekretär": ("SACEUR", "EU-Ratspräsident"),
        "Friedrich-Ebert-Stiftung": ("Konrad-Adenauer-Stiftung", "SWP"),
    },
    "en": {
        "NATO": ("the EU", "the UN", "the OSCE"),
        "the EU": ("NATO", "the UN", "the OSCE"),
        "Trump": ("Biden", "Putin", "Macron", "Rutte"),
        "Rutte": ("Stoltenberg", "Trump"),
        "Putin": ("Trump", "Zelensky"),
        "Europeans": ("Americans", "Russians", "Chinese"),
        "think tanks": ("parties", "trade unions", "media"),
        "Secretary General": ("SACEUR", "President of the European Council"),
        "Friedrich-Ebert-Stiftung": ("Konrad-Adenauer-Stiftung", "SWP"),
    },
}
VERBS: dict[Language, tuple[str, ...]] = {
    "de": (
        "ist", "sind", "war", "waren", "wird", "werden", "hat", "haben", "kann", "können", "soll",
        "sollen", "muss", "müssen", "könnte", "könnten", "gilt", "gelten", "wurde", "wurden",
    ),
    "en": (
        "is", "are", "was", "were", "will", "has", "have", "can", "should", "must", "could",
        "would", "may",
    ),
}  # fmt: skip
NEGATED: dict[Language, dict[str, tuple[str, ...]]] = {
    "de": {
        "nicht": ("durchaus",),
        "kein": ("ein",),
        "keine": ("eine",),
        "keinen": ("einen",),
        "keiner": ("einer",),
        "ohne": ("mit",),
        "kaum": ("durchaus",),
        "nie": ("stets",),
        "keineswegs": ("durchaus",),
    },
    "en": {
        "is not": ("is",),
        "are not": ("are",),
        "do not": ("do",),
        "does not": ("does",),
        "will not": ("will",),
        "cannot": ("can",),
        "not": ("indeed",),
        "no": ("a",),
        "no longer": ("still",),
        "without": ("with",),
        "hardly": ("indeed",),
        "never": ("always",),
    },
}
MODALITY: dict[Language, dict[str, tuple[str, ...]]] = {
    "de": {
        "könnte": ("wird",),
        "könnten": ("werden",),
        "dürfte": ("wird",),
        "dürften": ("werden",),
        "würde": ("wird",),
        "würden": ("werden",),
        "kann": ("wird",),
        "können": ("werden",),
    },
    "en": {
        "could": ("will",),
        "may": ("will",),
        "might": ("will",),
        "would": ("will",),
        "can": ("will",),
        "is likely to": ("will",),
        "are likely to": ("will",),
    },
}
OPPOSITES: dict[Language, dict[str, tuple[str, ...]]] = {
    "de": {
        "steigt": ("sinkt",), "steigen": ("sinken",), "gestiegen": ("gesunken",),
        "mehr": ("weniger",), "weniger": ("mehr",), "hoch": ("niedrig",), "niedrig": ("hoch",),
        "hohe": ("niedrige",), "hohes": ("niedriges",), "hohen": ("niedrigen",),
        "höher": ("niedriger",), "stärken": ("schwächen",), "stärkt": ("schwächt",),
        "Stärkung": ("Schwächung",), "befürworten": ("lehnen",), "befürwortet": ("abgelehnt",),
        "unterstützen": ("bekämpfen",), "erhöhen": ("senken",), "Erhöhung": ("Senkung",),
        "große": ("kleine",), "großen": ("kleinen",), "größer": ("kleiner",),
        "nordöstlichen": ("südwestlichen",), "östlichen": ("westlichen",),
        "südlichen": ("nördlichen",), "westlichen": ("östlichen",), "Ausbau": ("Abbau",),
        "wichtig": ("unwichtig",), "möglich": ("unmöglich",), "glaubwürdig": ("unglaubwürdig",),
        "Rückzug": ("Vormarsch",), "verliert": ("gewinnt",), "verlieren": ("gewinnen",),
        "erleichtern": ("erschweren",), "Nähe": ("Ferne",), "beschleunigt": ("verlangsamt",),
        "Beitritt": ("Austritt",), "konventionelle": ("nukleare",), "nukleare": ("konventionelle",),
        "schnell": ("langsam",), "schneller": ("langsamer",), "begrüßt": ("abgelehnt",),
        "Chancen": ("Nachteile",), "Zustimmung": ("Ablehnung",), "stark": ("schwach",),
        "Ende": ("Beginn",), "zunehmend": ("abnehmend",), "überwiegend": ("selten",),
    },
    "en": {
        "rises": ("falls",), "rise": ("fall",), "risen": ("fallen",), "rising": ("falling",),
        "more": ("less",), "less": ("more",), "high": ("low",), "low": ("high",),
        "higher": ("lower",), "strengthen": ("weaken",), "strengthens": ("weakens",),
        "strengthening": ("weakening",), "advocate": ("reject",), "support": ("oppose",),
        "increase": ("decrease",), "increased": ("decreased",), "large": ("small",),
        "great": ("small",), "before": ("after",), "after": ("before",),
        "southern": ("northern",), "northern": ("southern",), "western": ("eastern",),
        "eastern": ("western",), "expansion": ("reduction",), "important": ("unimportant",),
        "possible": ("impossible",), "credible": ("incredible",), "loses": ("gains",),
        "lose": ("gain",), "accelerated": ("slowed",), "accession": ("withdrawal",),
        "conventional": ("nuclear",), "nuclear": ("conventional",), "fast": ("slow",),
        "faster": ("slower",), "welcomed": ("rejected",), "strong": ("weak",),
        "stronger": ("weaker",), "end": ("beginning",), "increasingly": ("decreasingly",),
        "most": ("least",), "difficult": ("easy",), "success": ("failure",),
    },
}  # fmt: skip
QUANTITIES: dict[Language, dict[str, tuple[str, ...]]] = {
    "de": {
        "alle": ("einige", "wenige"), "allen": ("einigen", "wenigen"), "aller": ("einiger",),
        "einige": ("alle", "die meisten"), "einigen": ("allen", "den meisten"),
        "die meisten": ("alle", "einige"), "Die meisten": ("Alle", "Einige"),
        "viele": ("alle", "wenige"), "vielen": ("allen", "wenigen"), "Viele": ("Alle", "Wenige"),
        "mehrheitlich": ("ausnahmslos", "vereinzelt"), "überwiegend": ("ausnahmslos", "vereinzelt"),
        "nur": ("auch", "vor allem"), "Einige": ("Alle", "Die meisten"), "Alle": ("Einige",),
        "mehrere": ("alle",), "manche": ("alle",), "Mehrheit": ("Minderheit", "Gesamtheit"),
        "weitgehend": ("kaum",), "teilweise": ("durchweg",), "jede": ("manche",),
    },
    "en": {
        "all": ("some", "few"), "All": ("Some", "Few"), "some": ("all", "most"),
        "Some": ("All", "Most"), "most": ("all", "some"), "Most": ("All", "Some"),
        "many": ("all", "few"), "Many": ("All", "Few"), "only": ("also", "mainly"),
        "predominantly": ("without exception", "rarely"), "mostly": ("always", "rarely"),
        "majority": ("minority", "totality"), "several": ("all",), "largely": ("hardly",),
        "partly": ("entirely",), "every": ("one",), "few": ("many",),
    },
}  # fmt: skip
EXTRA_ITEMS: dict[Language, tuple[str, ...]] = {
    "de": (
        "Raketenabwehr", "Entwicklungshilfe", "Klimaschutz", "die Weltbank", "Norwegen",
        "Grenzschutz", "Raumfahrt", "U-Boote", "Lettland", "Energiepreise", "Hochschulen",
        "Korruption", "Landwirtschaft", "Inflation", "Kampfjets", "Portugal", "Quantencomputer",
        "Gewerkschaften", "Menschenrechte", "Impfstoffe",
    ),
    "en": (
        "missile defence", "development aid", "climate protection", "the World Bank", "Norway",
        "border control", "space travel", "submarines", "Latvia", "energy prices", "universities",
        "corruption", "agriculture", "inflation", "fighter jets", "Portugal", "quantum computers",
        "trade unions", "human rights", "vaccines",
    ),
}  # fmt: skip
INVENTED: dict[Language, tuple[str, ...]] = {
    "de": (
        "Die NATO verlegt ihr Hauptquartier in den kommenden Jahren von Brüssel nach Straßburg.",
        "Die Studie empfiehlt eine europäische Wehrpflicht für Frauen und Männer.",
        "Russland hat der NATO im Frühjahr einen Nichtangriffspakt angeboten.",
        "Die USA wollen ihre Truppen in Europa mit Robotern ersetzen.",
        "Die Türkei droht mit dem Austritt aus der NATO.",
        "Die Europäer planen eine gemeinsame Atombombe unter deutscher Führung.",
        "China hat den Europäern eine Sicherheitspartnerschaft vorgeschlagen.",
        "Die Ukraine verzichtet dauerhaft auf einen Beitritt zur NATO.",
        "Polen baut an seiner Ostgrenze eine Mauer gegen russische Panzer.",
        "Die Bundeswehr soll auf eine halbe Million Soldaten wachsen.",
        "Der Generalsekretär der NATO ist wegen der Verteidigungsausgaben zurückgetreten.",
        "Die Friedrich-Ebert-Stiftung fordert die Auflösung der NATO.",
        "Die Verteidigungsausgaben werden künftig aus dem Haushalt der EU bezahlt.",
        "Trump hat den Abzug aller Atomwaffen aus Europa angeordnet.",
        "Frankreich stellt seine Atomwaffen unter den Befehl der NATO.",
        "Die baltischen Staaten haben ihre Grenzen zu Russland geschlossen.",
        "Hybride Bedrohungen gehen vor allem von kriminellen Banden aus.",
        "Die NATO hat ihre Klimaziele für das Militär verschärft.",
        "Die Mitgliedstaaten streiten über den Standort eines neuen Weltraumkommandos.",
        "Die Bevölkerung in Italien lehnt Waffenlieferungen mehrheitlich ab.",
        "Die Zusammenarbeit mit Indien gilt als wichtigste Aufgabe der NATO.",
        "Die Friedenstruppe für die Ukraine wird von der OSZE geführt.",
        "Die europäische Rüstungsindustrie leidet unter dem Mangel an Fachkräften.",
        "Die Think Tanks fordern ein Verbot autonomer Drohnen.",
    ),
    "en": (
        "NATO is moving its headquarters from Brussels to Strasbourg in the coming years.",
        "The study recommends European conscription for women and men.",
        "In spring Russia offered NATO a non-aggression pact.",
        "The USA wants to replace its troops in Europe with robots.",
        "Turkey is threatening to leave NATO.",
        "The Europeans are planning a joint nuclear bomb under German leadership.",
        "China has proposed a security partnership to the Europeans.",
        "Ukraine is permanently giving up accession to NATO.",
        "Poland is building a wall against Russian tanks on its eastern border.",
        "The German armed forces are to grow to half a million soldiers.",
        "The Secretary General of NATO has resigned over defence spending.",
        "The Friedrich-Ebert-Stiftung calls for the dissolution of NATO.",
        "In future defence spending will be paid from the EU budget.",
        "Trump has ordered the withdrawal of all nuclear weapons from Europe.",
        "France is placing its nuclear weapons under the command of NATO.",
        "The Baltic states have closed their borders with Russia.",
        "Hybrid threats come above all from criminal gangs.",
        "NATO has tightened its climate targets for the military.",
        "The member states are arguing over the site of a new space command.",
        "A majority of the population in Italy rejects arms deliveries.",
        "Cooperation with India is considered the most important task of NATO.",
        "The peacekeeping force for Ukraine is led by the OSCE.",
        "The European defence industry suffers from a lack of skilled workers.",
        "The think tanks call for a ban on autonomous drones.",
    ),
}
