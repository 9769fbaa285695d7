"""Is a sentence borne out by its excerpts? One verdict stated for each rule and language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from natoqa import load_document
from natoqa.embeddings import default_embeddings
from natoqa.grounding import Excerpt, Grounding, Verdict
from natoqa.passages import passages
from natoqa.texts import LANGUAGES, text

BRIGADES = "Kritiker bezweifeln, dass mindestens fünf Brigaden mit 25 000 bis 30 000 Mann reichen."
COST = (
    "Ein US-Truppenabzug erfordert nach dieser Berechnung kurzfristig Investitionen von jährlich "
    "3,5 Prozent des BIP der europäischen NATO-Mitglieder (250 Milliarden Euro)."
)
POLAND = "Polen gibt mehr als vier Prozent für die Verteidigung aus und unterstützt die Ukraine."
TROOPS = "Die Europäer müssen nicht alle US-Truppen ersetzen."
MIGHT = "Russland könnte die NATO in fünf bis sieben Jahren angreifen."
MOST = "Die meisten europäischen Staaten halten an der amerikanischen Führungsrolle fest."
ONLY = "Deutlicher Widerspruch kommt nur von den politischen Rändern."
RISING = "Die Verteidigungsausgaben der europäischen Mitglieder steigen seit 2014."
LIST = "Als Schwachstellen gelten Drohnen, die Personalstärke und die Munitionsbevorratung."
QUOTED = "Die erste Studie begann mit dem Satz: „Die Zukunft der NATO steht erneut zur Diskussion.“"
TABLE = "Hoch ist das Niveau für die Länder Polen, Finnland und Litauen."
LEAST = "Kritiker bezweifeln, dass die mindestens veranschlagten fünf Brigaden bereitstehen."
FRENCH = (
    "Die französische Abschreckung ergänzt die amerikanische, wie es in vielen Hauptstädten heißt; "
    "die britische Flotte zögert."
)
WITHOUT = "Die Truppe kommt ohne Beteiligung der USA und ohne festes Datum zustande."
TWICE = "Für Polen sind das Spannungsniveau hoch und die Kriegsgefahr niedrig."

AGAINST_WILL = "Die USA beeinflussen gegen den Willen Dänemarks die Meinung der Grönländer."
SINCE = "Beschränkt sich der Abzug auf die seit 2014 und 2022 verlegten Kräfte?"
INCLUDED = "Die Zahlen beziehen ab 2023 Finnland und ab 2024 zusätzlich Schweden ein."
OPEN = "Der Ausgang ist – Stand Mai 2025 – offen."
ONLY_WITH = "Ein Austritt könne nur mit der Zustimmung des Senats erfolgen."
COSTLY = "Ein Austritt hätte innenpolitische Folgen."
NON_MEMBERS = "Erfasst wird die Debatte in Mitgliedstaaten und einigen Nicht-Mitgliedern."
COALITIONS = "Die Strukturen werden von »Koalitionen der Willigen« in Libyen genutzt."
BUT_WITHIN = "In der NATO kann Kanada außerhalb der EU besser eingebunden werden."
NO_LONGER_CREDIBLE = "Das Versprechen wird damit unglaubwürdig."
HARDLY_BACKED = "Ein Beitritt zum Verbotsvertrag wird selbst in Deutschland kaum noch befürwortet."
RULED_OUT = "Militärische Beiträge in Ostasien werden ausgeschlossen."
UNCERTAIN = "Ob die NATO eine Zukunft hat, ist ungewiss."
DIFFERENTLY = "Die Gefahren werden innerhalb der Allianz unterschiedlich bewertet."
INVASION = "Russlands Vollinvasion der Ukraine veränderte die NATO."
GUARANTEES = (
    "Eine Frage, die in den Verhandlungen mit Russland schon im Frühjahr 2022 eine Rolle spielte, "
    "betrifft die Sicherheitsgarantien für die Ukraine."
)
SPENDING = "Im Blick hatte er 3,6 Prozent oder 3,7 Prozent des BIP."
CITED = "Ende 2024 forderte Rutte ein neues Ausgabenziel (Rutte 2025a)."
GROUP = "Eine Gruppe von Fachleuten verfolgt die Debatte."
PRESENT = "Bei diesem Modell kooperieren die Mitglieder eng."
TO_BE = "Die Mitglieder werden bei diesem Modell eng kooperieren."
DESPITE = "Die meisten Staaten halten trotz aller Zweifel an der Führungsrolle fest."
WITHDRAWING = "Die Ukraine diskutiert den Beitritt zur NATO."
TOO_LITTLE = "Das Risiko sah man in einer zu geringen Glaubwürdigkeit der Abschreckung."
OUTSIDE = "Zudem können Kanada und die Türkei außerhalb der EU besser eingebunden werden."
MUNICH = (
    "Vor der Münchner Konferenz rieten die meisten Experten ab. Nach München hat sich selbst an "
    "der Ostflanke die Auffassung durchgesetzt."
)
AGGRESSION = "Auf Russlands Aggression reagierte das Bündnis geschlossen."
GUARANTOR = "Die NATO ist der wichtigste Garant."
SIMPLEST = "Für die NATO ist das die unkomplizierteste Option."
IMPOSED = "Die Zölle sind unterschiedslos gegen Freund und Feind verhängt."
RATHER = "Die NATO eignet sich eher als die EU."
THINK_TANKS = "Think Tanks in vielen Ländern halten das Tempo für zu langsam."
POSSIBLE = "Die Debatte kann helfen, die mögliche Gestalt der NATO zu beurteilen."
DEVIATED = "Von der Linie wichen lediglich die Türkei und später auch die Slowakei ab."
ENDING = "Das Argument ist, die Ausbeutung der USA durch die EU beenden zu wollen."
DOUBTED = "Think Tanks bezweifeln, dass die Aufrüstung mit Russland Schritt halten kann."
UNSETTLED = "Es ist nicht ausgemacht, dass sich die USA tatsächlich zurückziehen werden."
UNPREPARED = "Auf einen langen Krieg sei die NATO jedoch weder materiell noch mental vorbereitet."
NO_CHANCE = "Die Doppelstrategie habe danach keine Chance, Gespräche noch weniger."
CREDIBLE = "Dann wird das nukleare Versprechen unglaubwürdig."
IMPROBABLE = "Ein Austritt erscheint allgemein als unwahrscheinlich."
FIVE = "In den fünf Feldern geht Vertrauen verloren."
LUKEWARM = "Der Ruf stößt auf ein zurückhaltendes Echo."
INVADED = "Vor Putins Invasion der Ukraine schwankte die NATO."
FOUR = "Die Demokratien Australien, Neuseeland, Japan und Südkorea werden konsultiert."
PROMISED = (
    "Der Beitritt war der Ukraine auf dem Gipfel 2008 in Aussicht gestellt worden und ist seit "
    "2019 in der ukrainischen Verfassung verankert."
)
CORE = "Die Essenz des Bündnisses ist dauerhaft."
HARDLY = "Auch die Rolle des SACEUR lässt sich kaum ersetzen."
PARTY = "Die Grenze war, nicht Kriegspartei zu werden."
IRREPLACEABLE = "Die amerikanischen Fähigkeiten sind unersetzbar."
PRODUCTION = (
    "Auch kann eine gemeinsame Produktion und Beschaffung von Rüstungsgütern zum Wegbereiter für "
    "eine weitergehende Integration werden."
)
EVERY = "Vertrauen ist das entscheidende Bindeglied jeder Allianz."
NORTHEAST = "Die nordöstlichen Länder geben mehr aus."

INSURANCE = "Die Türkei betrachtet die NATO vor allem als eine Art Rückversicherung."
NO_STATE = "Kein europäischer Staat war bisher auch nur ansatzweise bereit, die Kosten zu tragen."
SHORTAGES = "Defizite wurden erkennbar: leere Depots, fehlende Munition und veraltete Technik."
UNINTENDED = "Der Zerfall entsteht aus den nicht intendierten Nebenwirkungen der Strategien."
BEFORE = "Vor der Vollinvasion 2022 schwankte die NATO zwischen drei Missionen."
SHIRKED = "Von dieser Linie wichen lediglich die Türkei, Ungarn und die Slowakei ab."
REDUCED = "Die USA bleiben mit stark reduzierter Präsenz in der NATO."
ABROAD = "Die Verteidigungsausgaben sind markant angestiegen."
HARMEL = "Im Harmel-Bericht verband die NATO Abschreckung und Dialog."
RANGE = "Polen gibt 2 bis 3 Prozent für die Verteidigung aus."
TIED = "Die Mitglieder erreichen das Zweiprozentziel nicht."
ALONE = "Die Strukturen lassen sich auch ohne die USA nutzen."
LEVELS = "Polen | hoch | mittel\nTürkei | mittel | niedrig\nItalien | hoch | niedrig"

UNION = "Dabei kann, muss aber nicht, die Europäische Union an die Stelle der NATO treten."
INVOLVED = "Zudem können Großbritannien, Kanada und die Türkei besser eingebunden werden."
SHAPED = (
    "Das betrifft die Konfliktfähigkeit, die weiterhin durch die Präsenz der USA geformt würde."
)
PROBLEMS = "Beide Probleme, nicht geschützt zu werden, können durch Vertrauen neutralisiert werden."
CONCEIVABLE = "Dass Trump bleibt, kann sein, ist denkbar, aber nicht wahrscheinlich."
PROMISE = (
    "Fehlt die konventionelle Verteidigung durch amerikanische Truppen an den Grenzen, wird das "
    "nukleare Schutzversprechen unglaubwürdig."
)
MINISTER = "Trump und sein Verteidigungsminister haben ein Ausgabenziel verkündet."
NAMED = "Die Zukünfte heißen »NATO klassisch«, »globale NATO« und »NATO Generation Z«."
MAGA = "Aus Trumps »Make America Great Again«-Perspektive zählen die entgangenen Chancen."
ALLIED = "Die Mitgliedstaaten sind sich einig, dass die Verteidigung wieder im Zentrum steht."
NOT_ONLY = "Hybride Bedrohungen gelten nicht nur als mögliches, sondern als akutes Problem."
TARIFFS = "Die unterschiedslos verhängten Zölle beschädigen die Essenz des Bündnisses."
CHANCE = "Eine europäische Streitmacht oder nationale Lösungen haben kaum eine Chance."
VITAL = "Die NATO gilt ihren Mitgliedern als absolut unverzichtbarer Garant ihrer Sicherheit."
EUROPEANS = "Kritiker bezweifeln, dass die Europäer die Brigaden bereitstellen können."
MEDIUM = "Das Spannungsniveau ist mittel, die Zahl der Truppen gering."
VAGUE = "Auch sind die nationalen Festlegungen zum Teil vage."
NINE = "Nur neun Länder weltweit erreichten das Fünf-Prozent-Ziel."
HIGH = "Dem Höhenflug von 2022 folgte im Herbst 2024 der Absturz."

MODALITY = "ground_modality"
NEGATION, QUANTITY, DIRECTION = "ground_negation", "ground_quantity", "ground_direction"
UNSUPPORTED, QUOTATION = "ground_unsupported", "ground_quotation"

CASES = [
    # what may be and what will be, by tense and passive
    (UNION, "Die Europäische Union wird an die Stelle der NATO treten.", MODALITY),
    (UNION, "The European Union can, but need not, take the place of NATO.", ""),
    (UNION, "The European Union will take the place of NATO.", MODALITY),
    (INVOLVED, "Großbritannien, Kanada und die Türkei werden besser eingebunden werden.", MODALITY),
    (INVOLVED, "Britain, Canada and Turkey will be better involved.", MODALITY),
    (INVOLVED, "Großbritannien, Kanada und die Türkei können besser eingebunden werden.", ""),
    (SHAPED, "Die Konfliktfähigkeit wird weiterhin durch die Präsenz der USA geformt.", MODALITY),
    (PROBLEMS, "Ein Problem ist, nicht geschützt zu werden.", ""),
    (CONCEIVABLE, "That Trump will stay is conceivable, but not likely.", ""),
    # an opposite before the same noun
    (PROMISE, "Dann wird das konventionelle Schutzversprechen unglaubwürdig.", DIRECTION),
    (PROMISE, "Dann wird das nukleare Schutzversprechen unglaubwürdig.", ""),
    # items that only resemble, and asides that are none
    (MINISTER, "Trump, Raketenabwehr und sein Verteidigungsminister verkündeten ein Ziel.",
     UNSUPPORTED),
    (MINISTER, "Trump, climate protection and his defence minister announced a spending target.",
     UNSUPPORTED),
    (MINISTER, "Trump and, they say, his defence minister announced a spending target.", ""),
    # counts, ordinals and initials
    (NAMED, "The three futures are called 'NATO classic', 'global NATO' and 'NATO Generation Z'.",
     ""),
    (NAMED, "The four futures are called 'NATO classic', 'global NATO' and 'NATO Generation Z'.",
     "ground_number"),
    (ALLIED, "Second, the members agree that defence is back at the centre.", ""),
    (ALLIED, "The second agreement of the members is that defence is back at the centre.",
     "ground_number"),
    (MAGA, "From a MAGA perspective what counts is missed chances.", ""),
    (MAGA, "From an AFD perspective what counts is missed chances.", "ground_name"),
    # what a number counts, and what a year stands beside
    (NINE, "Nur fünf Länder erreichten das Fünf-Prozent-Ziel.", "ground_number"),
    (NINE, "Only five countries reached the five per cent target.", "ground_number"),
    (NINE, "Only nine countries reached the five per cent target.", ""),
    (HIGH, "Auf den Höhenflug von 2024 folgte der Absturz.", "ground_number"),
    (HIGH, "Auf den Höhenflug von 2022 folgte der Absturz.", ""),
    (HIGH, "Der Absturz kam im Herbst 2024.", ""),
    # quantities that other words bear
    (ALLIED, "All members agree that defence is back at the centre.", ""),
    (MOST, "The European states all hold on to the American leadership role.", QUANTITY),
    (MEDIUM, "The number of troops is only low.", ""),
    (VAGUE, "The national commitments are entirely vague.", QUANTITY),
    (VAGUE, "Die nationalen Festlegungen sind teilweise vage.", ""),
    # negation: 'not only' denies nothing, 'neither' looks at both, 'cannot do without' affirms
    (NOT_ONLY, "Hybride Bedrohungen gelten nicht als akutes Problem.", NEGATION),
    (NOT_ONLY, "Hybride Bedrohungen gelten als akutes Problem.", ""),
    (TARIFFS, "Die Zölle werden nicht unterschiedslos verhängt.", NEGATION),
    (CHANCE, "Neither a European force nor national solutions have much of a chance.", ""),
    (CHANCE, "Nationale Lösungen haben durchaus eine Chance.", NEGATION),
    (VITAL, "NATO is a guarantor of security its members cannot do without.", ""),
    # the Europeans are no power
    (EUROPEANS, "Kritiker bezweifeln, dass die Amerikaner die Brigaden bereitstellen können.",
     "ground_name"),
    # numbers
    (COST, "Ein Abzug der US-Truppen erfordert jährlich 250 Milliarden Euro.", ""),
    (COST, "A withdrawal of US troops requires investments of 250 billion euros a year.", ""),
    (COST, "Ein Abzug der US-Truppen erfordert jährlich 350 Milliarden Euro.", "ground_number"),
    (COST, "A withdrawal of US troops requires investments of 250 million euros.", "ground_number"),
    (COST, "Das entspricht 3.5 Prozent des BIP der europäischen NATO-Mitglieder.", ""),
    (COST, "Das entspricht 35 Prozent des BIP der europäischen NATO-Mitglieder.", "ground_number"),
    (BRIGADES, "Kritiker bezweifeln, dass mindestens 5 Brigaden reichen.", ""),
    (BRIGADES, "Kritiker bezweifeln, dass höchstens fünf Brigaden reichen.", "ground_number"),
    (BRIGADES, "Critics doubt that at least five brigades with 25,000 soldiers are enough.", ""),
    (BRIGADES, "Critics doubt that at least six brigades are enough.", "ground_number"),
    # names
    (POLAND, "Poland spends more than four per cent on defence.", ""),
    (POLAND, "Litauen gibt mehr als vier Prozent für die Verteidigung aus.", "ground_name"),
    (POLAND, "Lithuania spends more than four per cent on defence.", "ground_name"),
    (RISING, "Die Verteidigungsausgaben der EU steigen seit 2014.", "ground_name"),
    # negation
    (TROOPS, "Die Europäer müssen alle US-Truppen ersetzen.", NEGATION),
    (TROOPS, "The Europeans have to replace all US troops.", NEGATION),
    (TROOPS, "The Europeans do not have to replace all US troops.", ""),
    (RISING, "Die Verteidigungsausgaben der europäischen Mitglieder steigen nicht.", NEGATION),
    (RISING, "The defence spending of the European members is not rising.", NEGATION),
    # modality
    (MIGHT, "Russland wird die NATO in fünf bis sieben Jahren angreifen.", MODALITY),
    (MIGHT, "Russia will attack NATO in five to seven years.", MODALITY),
    (MIGHT, "Russia could attack NATO in five to seven years.", ""),
    # quantities
    (MOST, "Alle europäischen Staaten halten an der amerikanischen Führungsrolle fest.", QUANTITY),
    (MOST, "All European states hold on to the American leadership role.", QUANTITY),
    (MOST, "Most European states hold on to the American leadership role.", ""),
    (ONLY, "Deutlicher Widerspruch kommt auch von den politischen Rändern.", QUANTITY),
    # direction
    (RISING, "Die Verteidigungsausgaben der europäischen Mitglieder sinken seit 2014.", DIRECTION),
    (RISING, "Defence spending by the European members has been falling since 2014.", DIRECTION),
    (RISING, "Defence spending by the European members has been rising since 2014.", ""),
    # enumerations
    (LIST, "Als Schwachstellen gelten Drohnen, Impfstoffe und die Munition.", UNSUPPORTED),
    (LIST, "Drones, vaccines and ammunition stocks are regarded as weak points.", UNSUPPORTED),
    (LIST, "Als Schwachstellen gelten Drohnen und die Munitionsbevorratung.", ""),
    # quotations
    (QUOTED, "Der erste Satz lautete »Die Zukunft der NATO steht erneut zur Diskussion«.", ""),
    (QUOTED, "Der erste Satz lautete »Die Zukunft der NATO steht nie zur Diskussion«.", QUOTATION),
    # a count by what follows it, a bound apart from its number, a date
    (TABLE, "Hoch ist das Niveau für drei Länder (Polen, Finnland und Litauen).", ""),
    (TABLE, "Hoch ist das Niveau für vier Länder (Polen, Finnland und Litauen).", "ground_number"),
    (LEAST, "Kritiker bezweifeln, dass mindestens fünf Brigaden bereitstehen.", ""),
    (LEAST, "Kritiker bezweifeln, dass höchstens fünf Brigaden bereitstehen.", "ground_number"),
    ("Das Treffen am 14.5. in Antalya war informell.", "The meeting of 14 May was informal.", ""),
    # a country in the place of another, 'with' for 'without', what an opposite stands beside
    (FRENCH, "Die britische Abschreckung ergänzt die amerikanische.", "ground_name"),
    (FRENCH, "Die französische Abschreckung ergänzt die amerikanische.", ""),
    (WITHOUT, "The force comes with participation of the USA, but without a date.", NEGATION),
    (TWICE, "Für Polen ist das Spannungsniveau hoch und die Kriegsgefahr hoch.", DIRECTION),
    (TWICE, "Für Polen ist das Spannungsniveau hoch und die Kriegsgefahr niedrig.", ""),
    # a negation without counterpart, a doubled one, one of a compound that two words render
    (CORE, "The essence of the alliance is not lasting.", NEGATION),
    (HARDLY, "The role of the SACEUR can hardly be replaced.", ""),
    (HARDLY, "The role of the SACEUR can not hardly be replaced.", NEGATION),
    (PARTY, "The limit was to become a party to the war.", NEGATION),
    (PARTY, "The limit was not to become a party to the war.", ""),
    (IRREPLACEABLE, "The American capabilities cannot be replaced.", ""),
    # what may prepare a way does not do so; every, only and 'not only'
    (PRODUCTION, "Joint production and procurement will pave the way for integration.", MODALITY),
    (PRODUCTION, "Joint production and procurement can pave the way for integration.", ""),
    (EVERY, "Trust is the link of every alliance.", ""),
    (EVERY, "Trust is the link of one alliance.", QUANTITY),
    (ONLY, "Clear opposition comes mainly from the political fringes.", QUANTITY),
    # points of the compass, a sentence of which one half is borne
    (NORTHEAST, "The north-western countries spend more.", DIRECTION),
    (NORTHEAST, "The north-eastern countries spend more.", ""),
    (RISING, f"{RISING[:-1]}; Bauern fordern höhere Renten.", UNSUPPORTED),
    (RISING, f"{RISING[:-1]}; Gewerkschaften fordern höhere Renten.", "ground_name"),
    # ordinals that count nothing, what denies of all, counts of rows
    (INSURANCE, "Die Türkei begreift die NATO in erster Linie als Rückversicherung.", ""),
    (NO_STATE, "Bisher war kein Staat in Europa bereit, die Kosten zu tragen.", ""),
    (NO_STATE, "Bisher war ein Staat in Europa durchaus bereit, die Kosten zu tragen.", NEGATION),
    (LEVELS, "Zwei Länder stuft die Grafik als hoch ein.", ""),
    (LEVELS, "Drei Länder stuft die Grafik als hoch ein.", ""),
    (LEVELS, "Vier Länder stuft die Grafik als hoch ein.", "ground_number"),
    # a thing in other words, and another thing
    (SHORTAGES, "Deficits became visible: empty depots, outdated equipment and ammunition.", ""),
    (SHORTAGES, "Deficits became visible: empty depots, vaccines and ammunition.", UNSUPPORTED),
    (SHORTAGES, "Erkennbar wurden leere Depots, Grenzschutz und fehlende Munition.", UNSUPPORTED),
    # 'unintended' for 'nicht intendiert', 'after' for 'before', 'mainly' for 'only'
    (UNINTENDED, "The collapse arises from the unintended side effects of strategies.", ""),
    (BEFORE, "Before the invasion of 2022 NATO wavered between three missions.", ""),
    (BEFORE, "After the invasion of 2022 NATO wavered between three missions.", DIRECTION),
    (SHIRKED, "Mainly Turkey, Hungary and Slovakia deviated from this line.", QUANTITY),
    (SHIRKED, "Only Turkey, Hungary and Slovakia deviated from this line.", ""),
    (REDUCED, "Die USA bleiben mit weniger Präsenz in der NATO.", ""),
    (ABROAD, "Defence spending has fallen markedly.", DIRECTION),
    (ABROAD, "Defence spending has risen markedly.", ""),
    # common words of titles are content, other words written like names are names
    (HARMEL, "In the Harmel Report NATO combined deterrence and dialogue.", ""),
    (HARMEL, "In the Tindemans Report NATO combined deterrence and dialogue.", "ground_name"),
    # per cent of a range and of a compound, foreign words spelt otherwise, 'without' the same
    (RANGE, "Poland spends 2 per cent to 3 per cent on defence.", ""),
    (RANGE, "Poland spends 4 per cent on defence.", "ground_number"),
    (TIED, "The members miss the target of 2 per cent.", ""),
    (TIED, "The members miss the target of 3 per cent.", "ground_number"),
    (ALONE, "The structures can be used without the US.", ""),
    (ALONE, "The structures can be used with the US.", NEGATION),
    # what has ended, is doubted, not settled or denied by an opposite is denied in other words
    (ENDING, "Die EU soll die USA nicht länger ausbeuten.", ""),
    (ENDING, "Die Ausbeutung der USA durch die EU ist nicht das Argument.", NEGATION),
    (DOUBTED, "Think tanks fear that rearmament may not keep pace with Russia.", ""),
    (DOUBTED, "Think tanks doubt that rearmament may not keep pace with Russia.", NEGATION),
    (UNSETTLED, "It is not certain that the US will really withdraw.", ""),
    (UNSETTLED, "Es steht nicht fest, dass sich die USA zurückziehen werden.", ""),
    (UNPREPARED, "NATO is unprepared for a long war, materially and mentally.", ""),
    (UNPREPARED, "NATO is prepared for a long war, materially and mentally.", NEGATION),
    (NO_CHANCE, "Neither the dual strategy nor the talks have a chance.", ""),
    (CREDIBLE, "The nuclear promise loses its credibility.", ""),
    (CREDIBLE, "The nuclear promise keeps its credibility.", DIRECTION),
    (IMPROBABLE, "Ein Austritt gilt als wenig wahrscheinlich.", ""),
    (IMPROBABLE, "Ein Austritt gilt als wahrscheinlich.", DIRECTION),
    # quantities that are said by other means
    (SHORTAGES, "Deficits became visible: empty depots, too little ammunition.", ""),
    (FIVE, "In all five fields trust is lost.", ""),
    (FIVE, "In all six fields trust is lost.", "ground_number"),
    (FIVE, "In few fields trust is lost.", QUANTITY),
    (LUKEWARM, "Der Ruf findet nur zurückhaltenden Anklang.", ""),
    (LUKEWARM, "Der Ruf findet nur freudigen Anklang.", QUANTITY),
    # what leads a country stands for it; names that are enumerated may be counted
    (INVADED, "Vor der russischen Invasion der Ukraine schwankte die NATO.", ""),
    (INVADED, "Vor der chinesischen Invasion der Ukraine schwankte die NATO.", "ground_name"),
    (FOUR, "The four democracies are consulted.", ""),
    (FOUR, "The five democracies are consulted.", "ground_number"),
    # a year goes with what stands nearest to it
    (PROMISED, "Der Beitritt wurde der Ukraine 2008 in Aussicht gestellt.", ""),
    (PROMISED, "Auf dem Gipfel 2019 wurde der Beitritt in Aussicht gestellt.", "ground_number"),
    # 'not enough' for 'zu gering', 'not in' for 'außerhalb'
    (TOO_LITTLE, "The worry was that deterrence was not credible enough.", ""),
    (TOO_LITTLE, "The worry was that deterrence was not too little credible.", NEGATION),
    (OUTSIDE, "Kanada und die Türkei, die nicht zur EU gehören, werden eingebunden.", ""),
    (OUTSIDE, "Kanada und die Türkei werden nicht eingebunden.", NEGATION),
    # 'after' the conference, whatever was before it; possessives of countries
    (MUNICH, "After Munich the view prevailed on the eastern flank.", ""),
    (MUNICH, "Nach der Münchner Konferenz setzte sich die Auffassung durch.", ""),
    (AGGRESSION, "Auf Russlands Aggression reagierte die NATO geschlossen.", ""),
    (AGGRESSION, "Auf Polens Aggression reagierte die NATO geschlossen.", "ground_name"),
    # superlatives turned round, denied twice, and what is not told apart
    (GUARANTOR, "NATO is the most important guarantor.", ""),
    (GUARANTOR, "NATO is the least important guarantor.", DIRECTION),
    (SIMPLEST, "It is the least complicated option.", ""),
    (NO_STATE, "Kein europäischer Staat war bereit, die Kosten zu tragen.", ""),
    (NO_STATE, "Kein europäischer Staat war nicht bereit, die Kosten zu tragen.", NEGATION),
    (IMPOSED, "Tariffs are imposed indiscriminately on friend and foe.", ""),
    (IMPOSED, "Tariffs are not imposed indiscriminately on friend and foe.", NEGATION),
    # two bodies are two, and who acts is a name in small letters too
    (RATHER, "NATO is better suited than the EU.", ""),
    (RATHER, "NATO is better suited than NATO.", "ground_name"),
    (THINK_TANKS, "According to think tanks in many countries the pace is too slow.", ""),
    (THINK_TANKS, "According to parties in many countries the pace is too slow.", "ground_name"),
    (POSSIBLE, "The debate can help to judge the possible shape of NATO.", ""),
    (POSSIBLE, "The debate will help to judge the possible shape of NATO.", MODALITY),
    (DEVIATED, "Mainly Turkey and Slovakia deviated from the line.", QUANTITY),
    (DEVIATED, "Only Turkey and Slovakia deviated from the line.", ""),
    # another topic
    (RISING, "Die Küche der Friesen ist für ihre Suppen bekannt.", UNSUPPORTED),
    (RISING, "The recipe needs flour and butter.", UNSUPPORTED),
    # a word that says what the claim says excuses no 'not'; denials are counted
    (HARDLY_BACKED, "Joining the ban treaty is hardly advocated any more even in Germany.", ""),
    (HARDLY_BACKED, "Joining the ban treaty is not hardly advocated even in Germany.",
     NEGATION),
    (RULED_OUT, "Military contributions in East Asia are ruled out.", ""),
    (RULED_OUT, "Military contributions in East Asia are not ruled out.", NEGATION),
    (UNCERTAIN, "It is uncertain whether NATO has a future.", ""),
    (UNCERTAIN, "It is not uncertain whether NATO has a future.", NEGATION),
    (UNINTENDED, "Ein Zerfall kann auch durch unbeabsichtigte Nebenwirkungen der Strategien "
     "entstehen.", ""),
    (UNINTENDED, "Ein Zerfall kann nicht auch durch unbeabsichtigte Nebenwirkungen der Strategien "
     "entstehen.", NEGATION),
    (DIFFERENTLY, "Dangers are not judged alike within the alliance.", ""),
    (DIFFERENTLY, "Dangers are not judged within the alliance.", NEGATION),
    (NO_STATE, "So far a European state was willing to bear such costs.", NEGATION),
    # names
    (INVASION, "Russia's full-scale invasion of Ukraine changed NATO.", ""),
    (INVASION, "Russia's full-scale invasion of Russia changed NATO.", "ground_name"),
    (GUARANTEES, "One question in the negotiations is guarantees for Ukraine.", ""),
    (GUARANTEES, "One question in the negotiations is guarantees for Russia.", "ground_name"),
    # numbers
    (SPENDING, "Er hatte 3,6 oder 3,7 Prozent des BIP im Blick.", ""),
    (SPENDING, "Er hatte 3,7 oder 3,7 Prozent des BIP im Blick.", "ground_number"),
    (CITED, "Rutte forderte Ende 2024 ein neues Ausgabenziel.", ""),
    (CITED, "Rutte forderte Ende 2025 ein neues Ausgabenziel.", "ground_number"),
    (CITED, "Rutte forderte ein neues Ausgabenziel (Rutte 2025a).", ""),
    # what turns, refuses or looks ahead must be borne
    (GROUP, "A group of experts follows the debate.", ""),
    (GROUP, "A small group of experts follows the debate.", UNSUPPORTED),
    (WITHDRAWING, "Ukraine discusses joining NATO.", ""),
    (WITHDRAWING, "Ukraine refuses to discuss joining NATO.", UNSUPPORTED),
    (PRESENT, "In this model the members cooperate closely.", ""),
    (PRESENT, "In this model the members will cooperate closely.", MODALITY),
    (TO_BE, "In this model the members will cooperate closely.", ""),
    # quantities
    (DESPITE, "Despite all doubts most states hold on to the leading role.", ""),
    (DESPITE, "Despite all doubts all states hold on to the leading role.", QUANTITY),
    (DEVIATED, "Also Turkey deviated from the line.", QUANTITY),
    (AGAINST_WILL, "Against the will of Denmark the USA influences opinion in Greenland.", ""),
    (AGAINST_WILL, "The USA will influence opinion in Greenland against Denmark.", MODALITY),
    # joined years share what stands beside them, others do not
    (SINCE, "Der Abzug trifft die seit 2014 und 2022 verlegten Kräfte.", ""),
    (SINCE, "Der Abzug trifft die seit 2018 verlegten Kräfte.", "ground_number"),
    (INCLUDED, "The figures include Finland from 2023 and additionally Sweden from 2024.", ""),
    (INCLUDED, "The figures include Finland from 2025 and Sweden from 2024.", "ground_number"),
    # what is said otherwise: open, only, two denials that cancel, those who do not belong
    (OPEN, "As of May 2025 the outcome is not yet settled.", ""),
    (OPEN, "As of May 2025 the outcome is not open.", NEGATION),
    (ONLY_WITH, "An exit cannot happen without the consent of the Senate.", ""),
    (ONLY_WITH, "An exit cannot happen with the consent of the Senate.", NEGATION),
    (COSTLY, "Ein Austritt bliebe innenpolitisch nicht folgenlos.", ""),
    (COSTLY, "Ein Austritt bliebe innenpolitisch ohne Folgen.", NEGATION),
    (NON_MEMBERS, "The debate in members and in countries that do not belong is covered.", ""),
    (COALITIONS, "Genutzt hat die Strukturen in Libyen eine »Koalition der Willigen«.", ""),
    (COALITIONS, "Genutzt hat die Strukturen in Libyen eine »Allianz der Willigen«.",
     "ground_quotation"),
    (BUT_WITHIN, "Within NATO, Canada can be better involved.", ""),
    (BUT_WITHIN, "Within the EU, Canada can be better involved.", DIRECTION),
    (NO_LONGER_CREDIBLE, "Das Versprechen ist damit nicht mehr glaubwürdig.", ""),
    (NO_LONGER_CREDIBLE, "Das Versprechen ist damit glaubwürdig.", DIRECTION),
]  # fmt: skip


@pytest.fixture(scope="module")
def grounding() -> Grounding:
    return Grounding(default_embeddings())


@pytest.mark.parametrize(("quote", "claim", "reason"), CASES)
def test_verdict(grounding: Grounding, quote: str, claim: str, reason: str) -> None:
    verdict = grounding.check(claim, [Excerpt(quote)])
    assert verdict.reason == reason, verdict
    assert verdict.supported is not bool(reason)


def test_the_detail_names_what_is_wrong(grounding: Grounding) -> None:
    verdict = grounding.check("Polen gibt mehr als fünf Prozent aus.", [Excerpt(POLAND)])
    assert verdict == Verdict(False, "ground_number", "fünf")


def test_a_name_may_stand_in_the_context(grounding: Grounding) -> None:
    quote = "Ankara erlaubt sich eine eigene Außenpolitik gegenüber Moskau."
    claim = "Laut der Studie erlaubt sich die Türkei in der NATO eine eigene Außenpolitik."
    assert grounding.check(claim, [Excerpt(quote, "Die NATO\n" + quote)]).supported
    other = "Laut der Studie erlaubt sich Ungarn in der NATO eine eigene Außenpolitik."
    assert grounding.check(other, [Excerpt(quote, "Die NATO\n" + quote)]).reason == "ground_name"


def test_a_country_of_the_context_does_not_take_the_place_of_the_quoted_one(
    grounding: Grounding,
) -> None:
    quote = "Polen fordert eine Erhöhung der Verteidigungsausgaben."
    context = f"Ausgaben\n{quote} Italien zögert."
    claim = "Italien fordert eine Erhöhung der Verteidigungsausgaben."
    assert grounding.check(claim, [Excerpt(quote, context)]).reason == "ground_name"


def test_an_opposite_of_what_the_context_says_of_the_same_thing(grounding: Grounding) -> None:
    excerpt = Excerpt(
        "Eine solche Perspektive war der Ukraine 2008 in Aussicht gestellt worden.",
        "Sicherheitsgarantien\nÜber den NATO-Beitritt der Ukraine wird gestritten.",
    )
    said = "Der NATO-{} wurde der Ukraine 2008 in Aussicht gestellt."
    assert grounding.check(said.format("Beitritt"), [excerpt]).supported
    assert grounding.check(said.format("Austritt"), [excerpt]).reason == DIRECTION


def test_an_item_of_a_list_is_named_by_its_place(grounding: Grounding) -> None:
    context = "Empfehlungen\nVier sind es:\n- Die EU eignet sich besser.\n- Die NATO bleibt bereit."
    excerpt = Excerpt("Die NATO bleibt bereit.", context)
    said = "According to the {} recommendation NATO stays prepared."
    assert grounding.check(said.format("second"), [excerpt]).supported
    assert grounding.check(said.format("third"), [excerpt]).reason == "ground_number"


def test_the_first_is_the_one_before_the_second(grounding: Grounding) -> None:
    quote = "Eine Denkrichtung sieht die Ursache im Revisionismus."
    context = f"Ursachen\n{quote} Eine zweite Denkrichtung sieht sie im Westen."
    said = "The {} school of thought sees the cause in revisionism."
    assert grounding.check(said.format("first"), [Excerpt(quote, context)]).supported
    assert not grounding.check(said.format("third"), [Excerpt(quote, context)]).supported


def test_an_ordinal_goes_on_until_the_next_one(grounding: Grounding) -> None:
    first, second = "Sie sieht die Ursache im Revisionismus.", "Sie sieht die Ursache im Westen."
    section = f"Eine Denkrichtung ist alt. {first} Eine zweite Denkrichtung ist neu. {second}"
    said = "Die {} Denkrichtung sieht die Ursache im {}."
    for ordinal, cause, quote in (
        ("erste", "Revisionismus", first),
        ("zweite", "Westen", second),
    ):
        excerpt = Excerpt(quote, f"Ursachen\n{quote}", section)
        assert grounding.check(said.format(ordinal, cause), [excerpt]).supported
        other = "zweite" if ordinal == "erste" else "erste"
        wrong = grounding.check(said.format(other, cause), [excerpt])
        assert wrong.reason == "ground_number"


def test_definitions_are_counted_by_their_titles(grounding: Grounding) -> None:
    excerpt = Excerpt(
        "Die USA verlassen die NATO.",
        "5 Modelle › Eine Verteidigungsunion\nDie USA verlassen die NATO.",
        order=("Eine NATO minus", "Eine Verteidigungsunion", "Die NATO als Baukasten"),
    )
    said = "In the {} model the US leave NATO."
    assert grounding.check(said.format("second"), [excerpt]).supported
    assert grounding.check(said.format("third"), [excerpt]).reason == "ground_number"


def test_of_two_countries_one_is_in_the_quote(grounding: Grounding) -> None:
    quote = "Sie können außerhalb der EU besser eingebunden werden."
    excerpt = Excerpt(quote, f"Baukasten\nKanada und die Türkei sind Mitglieder. {quote}")
    said = "{} besser eingebunden werden."
    assert grounding.check(said.format("Die Türkei kann"), [excerpt]).supported
    two = grounding.check(said.format("Die Türkei und Kanada können"), [excerpt])
    assert two.reason == "ground_name"


def test_the_topic_of_a_section_may_be_named(grounding: Grounding) -> None:
    excerpt = Excerpt(
        "Die meisten setzen auf Resilienz und auf weniger Risiko, sehen sich jedoch zunehmend mit "
        "Washingtoner Forderungen nach Entkopplung konfrontiert.",
        "China: Rivale\nDer Umgang mit China ist umstritten, auch in Japan.",
    )
    said = "Die meisten setzen gegenüber {} auf Resilienz."
    assert grounding.check(said.format("China"), [excerpt]).supported
    assert grounding.check(said.format("Japan"), [excerpt]).reason == "ground_name"
    wrong = "Die meisten sehen sich mit chinesischen Forderungen nach Entkopplung konfrontiert."
    assert grounding.check(wrong, [excerpt]).reason == "ground_name"


def test_whose_view_it_is_may_stand_in_the_context(grounding: Grounding) -> None:
    quote = "Eine Doppelstrategie aus Abschreckung und Gesprächen habe keine Chance."
    context = f"Ursachen\nDer russische Revisionismus und Imperialismus ist die Ursache. {quote}"
    said = "According to {}, a dual strategy of deterrence and talks has no chance."
    assert grounding.check(
        said.format("those who see Russian revisionism and imperialism"), [Excerpt(quote, context)]
    ).supported


def test_an_adjective_of_a_country_goes_with_its_noun(grounding: Grounding) -> None:
    excerpt = Excerpt(
        "Wer von ihr ausgeht, ist für die Mitgliedschaft.",
        "Lage\nDie russische Bedrohung ist dauerhaft. Frankreich schweigt.",
    )
    said = "Wer von der {} Bedrohung ausgeht, ist für die Mitgliedschaft."
    assert grounding.check(said.format("russischen"), [excerpt]).supported
    assert grounding.check(said.format("französischen"), [excerpt]).reason == "ground_name"


def test_numbers_of_the_context_do_not_count(grounding: Grounding) -> None:
    quote = "Schweden erhöht die Verteidigungsausgaben deutlich."
    context = f"Ausgaben\n{quote} Finnland gibt 2,5 Prozent aus."
    claim = "Schweden erhöht die Verteidigungsausgaben auf 2,5 Prozent."
    assert grounding.check(claim, [Excerpt(quote, context)]).reason == "ground_number"


def test_a_figure_is_named_by_its_caption(grounding: Grounding) -> None:
    context = "Risiken\nGrafik 1: Spannungsniveau mit Russland\nPolen | hoch | mittel"
    row = Excerpt("Polen | hoch | mittel", context)
    assert grounding.check("Grafik 1 nennt für Polen ein hohes Spannungsniveau.", [row]).supported
    verdict = grounding.check("Grafik 2 nennt für Polen ein hohes Spannungsniveau.", [row])
    assert verdict.reason == "ground_number"


def test_a_label_of_another_number_is_not_borne_by_the_context(grounding: Grounding) -> None:
    row = Excerpt("Grafik 1: Spannungsniveau", "Risiken › Seite 7\nGrafik 2: Kriegsgefahr")
    assert grounding.check("Grafik 1 auf Seite 7 nennt das Spannungsniveau.", [row]).supported
    for claim in ("Grafik 2 nennt das Spannungsniveau.", "Seite 8 nennt das Spannungsniveau."):
        assert grounding.check(claim, [row]).reason == "ground_number"


def test_a_country_beside_a_table_is_in_its_caption(grounding: Grounding) -> None:
    context = "1 Risiken\nGrafik 1: Das Spannungsniveau mit Russland\nItalien | hoch\nPolen | hoch"
    row = [Excerpt("Italien | hoch", context)]
    assert grounding.check("Italiens Spannungsniveau mit Russland ist hoch.", row).supported
    wrong = grounding.check("Italiens Spannungsniveau mit Polen ist hoch.", row)
    assert (wrong.reason, wrong.detail) == ("ground_name", "Polen")


def test_a_name_far_from_the_quote_is_not_meant_by_it(grounding: Grounding) -> None:
    context = (
        "4 Lage\nChina rüstet auf. Die USA führen die NATO. Die USA zögern. Die USA ziehen ab.\n"
        "Der Umfang des Truppenabzugs aus Europa ist noch nicht entschieden."
    )
    quote = [
        Excerpt("Der Umfang des Truppenabzugs aus Europa ist noch nicht entschieden.", context)
    ]
    true = "Der Umfang des amerikanischen Truppenabzugs aus Europa ist noch nicht entschieden."
    assert grounding.check(true, quote).supported
    wrong = grounding.check(true.replace("amerikanischen", "chinesischen"), quote)
    assert (wrong.reason, wrong.detail) == ("ground_name", "chinesischen")


def test_an_excerpt_stands_among_headings_page_and_neighbours() -> None:
    document = load_document()
    cut = passages(document)
    start = document.text.index("Prominente Vertreter dieses Lagers")
    excerpt = Excerpt.of(document, cut, start, start + 30)
    assert excerpt.quote == "Prominente Vertreter dieses La"
    heading, *around = excerpt.context.split("\n")
    assert heading.endswith(" › Seite 8")
    holder = next(at for at, p in enumerate(cut) if p.start <= start < p.end)
    assert "\n".join(around) == "\n".join(p.text for p in cut[holder - 1 : holder + 2])


def test_a_rule_is_named_by_the_number_of_its_context(grounding: Grounding) -> None:
    quote = "Das ist eine hohe Hürde."
    context = f"Austritt\nNötig ist die Zustimmung von zwei Dritteln des Senats. {quote}"
    claim = "Die Zwei-Drittel-Regel ist eine hohe Hürde."
    assert grounding.check(claim, [Excerpt(quote, context)]).supported
    other = "Die Drei-Viertel-Regel ist eine hohe Hürde."
    assert grounding.check(other, [Excerpt(quote, context)]).reason == "ground_number"


def test_a_country_that_tells_what_a_noun_is_of_may_stand_in_the_context(
    grounding: Grounding,
) -> None:
    quote = "Zur Friedenstruppe wollen Frankreich und Polen nur wenige Soldaten beitragen."
    context = f"Garantien\nGeplant ist eine Friedenstruppe für die Ukraine. {quote} Italien zögert."
    claim = "France wants to contribute few soldiers to the peacekeeping force for {}."
    assert grounding.check(claim.format("Ukraine"), [Excerpt(quote, context)]).reason == ""
    verdict = grounding.check(claim.format("Italy"), [Excerpt(quote, context)])
    assert verdict == Verdict(False, "ground_name", "Italy")


def test_a_heading_may_be_quoted(grounding: Grounding) -> None:
    quote = "Die Verteidigungsausgaben sind umstritten."
    excerpt = Excerpt(quote, f"Wieviel ist genug?\n{quote} Andere fragen: Was kostet das?")
    claim = "Umstritten sind die Verteidigungsausgaben: »{}«"
    assert grounding.check(claim.format("Wieviel ist genug?"), [excerpt]).supported
    verdict = grounding.check(claim.format("Was kostet das?"), [excerpt])
    assert verdict.reason == "ground_quotation"


def test_a_chapter_is_named_by_the_number_of_its_heading(grounding: Grounding) -> None:
    excerpt = Excerpt("Die Bedrohungen nehmen zu.", "2 Bedrohungen\nDie Bedrohungen nehmen zu.")
    assert grounding.check("In the second chapter the threats increase.", [excerpt]).supported
    verdict = grounding.check("In the third chapter the threats increase.", [excerpt])
    assert verdict == Verdict(False, "ground_number", "third")


def test_alliances_in_general_do_not_stand_for_nato(grounding: Grounding) -> None:
    quote = "Allianzen ohne Führung federn Probleme weniger gut ab als die NATO."
    context = f"NATO und EU\n{quote} Auch die EU zögert."
    claim = "Allianzen ohne Führung federn Probleme weniger gut ab als die EU."
    assert grounding.check(claim, [Excerpt(quote, context)]).reason == "ground_name"


def test_several_excerpts_bear_a_claim_together(grounding: Grounding) -> None:
    claim = "Die Verteidigungsausgaben steigen seit 2014, und als Schwachstellen gelten Drohnen."
    assert grounding.check(claim, [Excerpt(RISING), Excerpt(LIST)]).supported


@pytest.mark.parametrize("claim", ["", "   ", "Die NATO besteht."])
def test_without_a_claim_or_excerpts_nothing_is_borne(grounding: Grounding, claim: str) -> None:
    assert grounding.check(claim, []).reason == "ground_unsupported"
    assert grounding.check(claim, [Excerpt(" ")]).reason == "ground_unsupported"


def test_threads_get_the_same_verdicts(grounding: Grounding) -> None:
    def judge(case: tuple[str, str, str]) -> str:
        return grounding.check(case[1], [Excerpt(case[0])]).reason

    alone = [judge(case) for case in CASES]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(judge, CASES)) == alone


def test_every_reason_is_told_in_both_languages() -> None:
    for reason in {reason for *_, reason in CASES if reason}:
        for language in LANGUAGES:
            assert "XY" in text(reason, language, detail="XY")


def test_sentences_of_the_study_are_borne_by_themselves_and_beside_their_neighbours(
    grounding: Grounding,
) -> None:
    document = load_document()
    cut = passages(document)
    accused = set()
    for passage in cut:
        for at, sentence in enumerate(passage.sentences):
            for around in (passage.sentences[at : at + 1], passage.sentences[at : at + 2]):
                excerpts = [Excerpt.of(document, cut, one.start, one.end) for one in around]
                if not grounding.check(sentence.text, excerpts).supported:
                    accused.add(sentence.text)
    assert accused == {"Die Modelle sind:"}  # it says nothing
