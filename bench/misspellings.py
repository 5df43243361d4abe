"""Misspells questions as people do: slips of the thumb, spelling by ear, words run together and split.

Nobody chooses what is spelt wrong. A word is drawn, a long one more often than a short one, and what happens to it;
the same seed draws the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"
_WORD = re.compile(r"[^\W\d_]{4,}")
_GAP = re.compile(r"(?<=[^\W\d_]{2}) (?=[^\W\d_]{2})")
_SIGN = re.compile(r"(?<=\w)['\u2019-](?=\w)")
_PLACE = re.compile(r"(?<=[^\W\d_]{3})(?=[^\W\d_]{2})")

_SOUNDS = tuple(
    tuple(pair.split(">"))
    for pair in (
        "ph>f f>ph ie>ei ei>ie ck>k ch>k ch>sh c>k k>c c>s s>c s>z z>s x>ks x>cs qu>kw tion>shun tion>sion sion>tion "
        "cian>tion h> rh>r th>t wh>w gh>g ght>t kn>n wr>r ps>s pn>n mb>m y>i i>y ea>ee ee>ea ee>ie ai>ay ou>u ou>ow "
        "au>aw au>o oo>u eu>u oe>e ae>e ant>ent ent>ant ance>ence ence>ance able>ible ible>able ally>aly le>el er>or "
        "or>er ar>er er>ar g>j j>g dge>ge us>ous e>ea o>oa"
    ).split()
)
"""What is written for what is heard."""

_SEEN = {
    right: wrong.split()
    for right, wrong in (
        pair.split(": ")
        for pair in (
            "seizure: siezure seizer seezure|seizures: siezures seizers|pregnant: pregnent pregnate pregant|"
            "pregnancy: pregnacy pregnency|anxiety: anxeity anxity anxioty|diarrhea: diarhea diarreah|"
            "diarrhoea: diarrhea diarhoea|legal: leagal leagle|illegal: ilegal illegle|alcohol: alchohol "
            "alcohal alchol|suboxone: suboxin suboxon saboxone|overdose: overdoes overdoze|"
            "overdosed: over dosed overdossed|"
            "withdrawal: withdrawl withdrawel widthdrawal|withdrawals: withdrawls withdrawels|addictive: adictive "
            "addicitive|addiction: adiction addicton|addicted: adicted addictied|opioid: opiod opoid opiode|"
            "opioids: opiods opoids|opiate: opiet opeate|medicine: medecine medicin|medication: medacation meds|"
            "depression: deppression depresion|kidney: kidny kindey|kidneys: kidnies kidneies|heart: hart heard|"
            "breathing: breatheing breething|breastfeeding: brestfeeding breast feding|antidepressants: "
            "anti-depressents antidepresants|naltrexone: naltrexon naltraxone|buprenorphine: bupenorphine "
            "buprenorphin|gabapentin: gabapentine gabbapentin|tylenol: tylonol tylanol|ibuprofen: ibprofen ibuprophen|"
            "acetaminophen: acetominophen acetaminophin|caffeine: caffiene cafeine|stomach: stomache stomack|"
            "nausea: nausia naseous|headache: headace headake|testosterone: testosteron testostorone|dangerous: "
            "dangerus dangeruos|safe: saef save|liver: livor lever|damage: damege dammage|blood: bloud|pressure: "
            "presure preasure|doctor: docter|symptoms: symtoms symptons|hallucinations: halucinations|psychosis: "
            "psycosis sycosis|insomnia: insomia insomnea|sleep: sleap slep|naloxone: naloxon nalaxone|narcan: narcon|"
            "fentanyl: fentanol fentynal|heroin: heroine herion|morphine: morphene morfine|weight: wieght wait|"
            "tolerance: tollerance tolerence|dose: dosse|test: tset|drug: durg|military: miltary millitary|surgery: "
            "surgary|diabetes: diabetis diabeties|memory: memmory|brain: brian|chronic: cronic|pain: pian payn"
        ).split("|")
    )
}
"""What is read in forums and boxes: right and wrong."""


class NotHereError(Exception):
    """Raised where a question holds nothing that could be misspelt so."""


def _place(places: list[int], chance: random.Random) -> int:
    if not places:
        raise NotHereError
    return chance.choice(places)


def _left_out(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _single(word: str, chance: random.Random) -> str:
    at = _place([n for n in range(1, len(word)) if word[n] == word[n - 1]], chance)
    return word[:at] + word[at + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    at = _place([n for n in range(len(word) - 1) if word[n] != word[n + 1]], chance)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _beside(letter: str, chance: random.Random) -> str:
    for row, keys in enumerate(_KEYS):
        at = keys.find(letter)
        if at >= 0:
            near = [(row, at - 1), (row, at + 1), (row - 1, at), (row - 1, at + 1), (row + 1, at - 1), (row + 1, at)]
            return chance.choice([_KEYS[r][n] for r, n in near if 0 <= r < len(_KEYS) and 0 <= n < len(_KEYS[r])])
    raise NotHereError


def _other_key(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + _beside(word[at], chance) + word[at + 1 :]


def _further_key(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[: at + 1] + _beside(word[at], chance) + word[at + 1 :]


def _vowel(word: str, chance: random.Random) -> str:
    at = _place([n for n in range(1, len(word)) if word[n] in _VOWELS], chance)
    return word[:at] + chance.choice(_VOWELS.replace(word[at], "")) + word[at + 1 :]


def _by_ear(word: str, chance: random.Random) -> str:
    ways = [(found.start(), old, new) for old, new in _SOUNDS for found in re.finditer(old, word[:-1] + word[-1])]
    if not ways:
        raise NotHereError
    at, old, new = chance.choice(ways)
    return word[:at] + new + word[at + len(old) :]


def _as_seen(word: str, chance: random.Random) -> str:
    if word not in _SEEN:
        raise NotHereError
    return chance.choice(_SEEN[word])


def _words(change: Callable[[str, random.Random], str], times: int = 1) -> Callable[[str, random.Random], str]:
    """Return a way to misspell `times` words of a question."""

    def misspell(question: str, chance: random.Random) -> str:
        places = [found.span() for found in _WORD.finditer(question)]
        done: list[tuple[int, int]] = []
        while places and len(done) < times:
            place = chance.choices(places, [end - start for start, end in places])[0]
            places.remove(place)
            start, end = place
            try:
                wrong = change(question[start:end], chance)
            except NotHereError:
                continue
            question = question[:start] + wrong + question[end:]
            longer = len(wrong) - (end - start)
            places = [(a + longer * (a > start), b + longer * (a > start)) for a, b in places]
            done.append(place)
        if len(done) < times:
            raise NotHereError
        return question

    return misspell


def _at(pattern: re.Pattern[str], put: str) -> Callable[[str, random.Random], str]:
    """Return a way to put something in the place of what a pattern finds."""

    def misspell(question: str, chance: random.Random) -> str:
        places = [found.span() for found in pattern.finditer(question)]
        if not places:
            raise NotHereError
        start, end = chance.choice(places)
        return question[:start] + put + question[end:]

    return misspell


def _sign(question: str, chance: random.Random) -> str:
    """Leave out an apostrophe or a hyphen, or put one where none belongs."""
    ways = [_at(_SIGN, ""), _at(_SIGN, " "), _at(_GAP, "-"), _at(re.compile(r"(?<=[^\W\d_]{3})(?=s\b)"), "'")]
    chance.shuffle(ways)
    for way in ways:
        try:
            return way(question, chance)
        except NotHereError:
            continue
    raise NotHereError


def _any(word: str, chance: random.Random) -> str:
    ways = [_left_out, _doubled, _swapped, _other_key, _vowel, _by_ear]
    chance.shuffle(ways)
    for way in ways:
        try:
            return way(word, chance)
        except NotHereError:
            continue
    raise NotHereError


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "a letter left out": _words(_left_out),
    "a letter doubled": _words(_doubled),
    "a double letter single": _words(_single),
    "two letters swapped": _words(_swapped),
    "the key beside": _words(_other_key),
    "the key beside as well": _words(_further_key),
    "another vowel": _words(_vowel),
    "by ear": _words(_by_ear),
    "as seen": _words(_as_seen),
    "two slips in a word": _words(lambda word, chance: _any(_any(word, chance), chance)),
    "a slip in two words": _words(_any, 2),
    "run together": _at(_GAP, ""),
    "split": _at(_PLACE, " "),
    "apostrophe or hyphen": _sign,
}
"""What happens -> a way to misspell a question."""


def misspell(question: str, kind: str, seed: int) -> str:
    """Return a question in small letters, misspelt in one of KINDS. Raises NotHereError where it cannot be."""
    question = question.lower()
    wrong = KINDS[kind](question, random.Random(f"{seed} {kind} {question}"))
    if wrong == question:
        raise NotHereError
    return wrong
