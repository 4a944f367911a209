"""Single sounds: what a cue names, made from noise and tones. Twelve families, each with the things we know better.

The one rule: a hit starts at its first sample, ends in silence, and is about as loud as any other.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from functions.sound_effects.noise import arch, band, fall, placed, swell, tone
from shared.media.sound import RATE

if TYPE_CHECKING:
    from functions.sound_effects.noise import Dice, Mono

Make = Callable[["Dice", int], "Mono"]


def _steps(dice: "Dice", count: int) -> "Mono":
    gap = round(0.52 * RATE)
    step = round(0.16 * RATE)
    return placed(count, [
        (at + int(dice.integers(0, RATE // 40)),
         band(dice, step, 90, 900, tilt=-1) * fall(step, 0.03) * dice.uniform(0.7, 1.0))
        for at in range(0, max(1, count - step), gap)
    ])  # fmt: skip


def _door(dice: "Dice", count: int) -> "Mono":
    creak, thud = min(count, round(0.5 * RATE)), round(0.35 * RATE)
    squeak = (
        tone(creak, 320, 510, harmonics=(1, 0.7, 0.5, 0.4)) * swell(dice, creak, 0.04, 0.0) * arch(creak, 0.6) * 0.25
    )
    return placed(count, [(0, squeak), (creak, band(dice, thud, 50, 420, tilt=-1) * fall(thud, 0.07))])


def _knock(dice: "Dice", count: int) -> "Mono":
    long = round(0.14 * RATE)
    return placed(count, [(round(k * 0.24 * RATE), band(dice, long, 140, 950) * fall(long, 0.025)) for k in range(3)])


def _rustle(dice: "Dice", count: int) -> "Mono":
    return band(dice, count, 1800, 9000) * swell(dice, count, 0.16, 0.0) ** 2 * arch(count, 0.3)


def _clock(dice: "Dice", count: int) -> "Mono":
    long = round(0.05 * RATE)
    ticks = [
        (at, band(dice, long, 1800 if number % 2 else 1300, 6000) * fall(long, 0.006))
        for number, at in enumerate(range(0, count, RATE // 2))
    ]
    return placed(count, ticks)


def _machine(dice: "Dice", count: int) -> "Mono":
    hum = tone(count, 62, harmonics=(1, 0.6, 0.4, 0.3, 0.2)) * 0.6
    return (hum + band(dice, count, 200, 2400, tilt=-1) * 0.25 * swell(dice, count, 0.11, 0.3)) * arch(count, 0.2)


def _fire(dice: "Dice", count: int) -> "Mono":
    bits = [
        (int(dice.integers(0, count)), band(dice, 900, 900, 7000) * fall(900, 0.004) * dice.uniform(0.2, 1))
        for _ in range(count // 3000)
    ]
    return placed(count, bits) + band(dice, count, 80, 500, tilt=-1) * 0.15 * arch(count)


def _leaves(dice: "Dice", count: int) -> "Mono":
    return band(dice, count, 1200, 7000, tilt=-1) * swell(dice, count, 1.3, 0.1) * arch(count)


def _rain(dice: "Dice", count: int) -> "Mono":
    return band(dice, count, 900, 9000, tilt=-0.6) * swell(dice, count, 2.0, 0.7) * arch(count, 0.3)


def _thunder(dice: "Dice", count: int) -> "Mono":
    crack = round(min(count, 0.5 * RATE))
    roll = band(dice, count, 25, 260, tilt=-2) * swell(dice, count, 0.5, 0.25) * fall(count, 1.3, 0.02)
    return placed(count, [(0, roll), (0, band(dice, crack, 200, 4000, tilt=-1) * fall(crack, 0.09) * 0.5)])


def _wind(dice: "Dice", count: int) -> "Mono":
    return (
        (band(dice, count, 120, 700, tilt=-1) + band(dice, count, 500, 1100) * 0.25 * swell(dice, count, 1.1, 0.0))
        * swell(dice, count, 1.7, 0.2)
        * arch(count)
    )


def _applause(dice: "Dice", count: int) -> "Mono":
    claps = [
        (
            int(dice.integers(0, max(1, count - 1500))),
            band(dice, 1400, 700, 4500) * fall(1400, 0.008) * dice.uniform(0.3, 1),
        )
        for _ in range(min(900, count // 260))
    ]
    return placed(count, claps) * arch(count, 0.3)


def _voices(dice: "Dice", count: int) -> "Mono":
    import numpy as np

    wave = np.zeros(count, np.float32)
    for _ in range(7):
        pitch = dice.uniform(300, 900)
        wave += band(dice, count, pitch, pitch * 1.7) * swell(dice, count, float(dice.uniform(0.22, 0.5)), 0.0) ** 2
    return wave * arch(count, 0.3)


def _laughter(dice: "Dice", count: int) -> "Mono":
    parts = []
    for _ in range(5):
        start, pitch, long = int(dice.integers(0, max(1, count // 3))), dice.uniform(260, 520), round(0.12 * RATE)
        for k in range(6):
            laugh = tone(
                long, pitch * (1.25 - 0.05 * k), pitch * (1 - 0.04 * k), harmonics=(1, 0.7, 0.5, 0.3, 0.2)
            ) * arch(long, 0.25)
            parts.append((start + round(k * 0.19 * RATE), laugh * (1 - 0.13 * k)))
    return placed(count, parts)


def _blow(dice: "Dice", count: int) -> "Mono":
    body = tone(count, 92, 38) * fall(count, 0.16)
    return body + band(dice, count, 120, 5200, tilt=-1) * fall(count, 0.06, 0.001) * 0.9


def _shatter(dice: "Dice", count: int) -> "Mono":
    parts = [(0, band(dice, min(count, 9000), 1500, 12000) * fall(min(count, 9000), 0.05))]
    for _ in range(40):
        long, pitch = 5200, dice.uniform(2200, 7800)
        parts.append(
            (int(dice.exponential(0.16) * RATE), tone(long, pitch) * fall(long, 0.025) * dice.uniform(0.1, 0.6))
        )
    return placed(count, parts)


def _shot(dice: "Dice", count: int) -> "Mono":
    return (
        band(dice, count, 60, 7000, tilt=-0.7) * fall(count, 0.07, 0.0005)
        + band(dice, count, 60, 900, tilt=-1) * fall(count, 0.45, 0.01) * 0.2
    )


def _car(dice: "Dice", count: int) -> "Mono":
    """Comes, passes with the fall in pitch that one expects, and goes."""
    engine = tone(count, 118, 92, harmonics=(1, 0.8, 0.55, 0.4, 0.25, 0.15))
    return (engine * 0.5 + band(dice, count, 180, 2600, tilt=-1) * 0.7) * arch(count, 0.45) ** 2


def _train(dice: "Dice", count: int) -> "Mono":
    long = round(0.13 * RATE)
    beats = [
        (at + extra, band(dice, long, 90, 1600, tilt=-1) * fall(long, 0.03))
        for at in range(0, count, round(0.75 * RATE))
        for extra in (0, round(0.16 * RATE))
    ]
    return (placed(count, beats) + band(dice, count, 60, 500, tilt=-1) * 0.35) * arch(count, 0.4)


def _siren(dice: "Dice", count: int) -> "Mono":
    import numpy as np

    at = np.arange(count) / RATE
    course = np.where((at * 0.9).astype(int) % 2 == 0, 585.0, 440.0)
    wave = np.sin(np.cumsum(course) * (2 * np.pi / RATE)) + 0.3 * np.sin(np.cumsum(course * 2) * (2 * np.pi / RATE))
    return np.asarray(wave, np.float32) * arch(count, 0.4) * 0.6


def _horn(dice: "Dice", count: int) -> "Mono":
    long = min(count, round(0.7 * RATE))
    return placed(
        count,
        [
            (
                0,
                (tone(long, 392, harmonics=(1, 0.8, 0.6, 0.4)) + tone(long, 494, harmonics=(1, 0.8, 0.6)))
                * arch(long, 0.1)
                * 0.5,
            )
        ],
    )


def _foghorn(dice: "Dice", count: int) -> "Mono":
    return tone(count, 88, 84, harmonics=(1, 0.7, 0.6, 0.4, 0.3)) * arch(count, 0.3)


def _dog(dice: "Dice", count: int) -> "Mono":
    long = round(0.2 * RATE)
    return placed(count, [
        (round(at * RATE), (tone(long, 520, 270, harmonics=(1, 0.9, 0.8, 0.6, 0.4, 0.3)) * 0.8
                            + band(dice, long, 400, 2400) * 0.35) * arch(long, 0.2))
        for at in (0.0, 0.34, 1.0)
    ])  # fmt: skip


def _cat(dice: "Dice", count: int) -> "Mono":
    long = min(count, round(0.8 * RATE))
    half = long // 2
    rise = tone(half, 480, 760, harmonics=(1, 0.6, 0.5, 0.3))
    sink = tone(long - half, 760, 420, harmonics=(1, 0.6, 0.5, 0.3))
    return placed(count, [(0, rise * arch(half, 0.7)), (half - half // 4, sink * arch(long - half, 0.2))])


def _bird(dice: "Dice", count: int) -> "Mono":
    parts = []
    at = 0
    while at < count - RATE // 4:
        pitch = dice.uniform(2300, 4300)
        for _ in range(int(dice.integers(2, 5))):
            long = int(dice.integers(RATE // 24, RATE // 11))
            parts.append((at, tone(long, pitch, pitch * dice.uniform(0.75, 1.35)) * arch(long) * 0.8))
            at += long + int(dice.integers(900, 2600))
        at += int(dice.integers(RATE // 3, RATE))
    return placed(count, parts)


def _gull(dice: "Dice", count: int) -> "Mono":
    long = round(0.32 * RATE)
    return placed(
        count,
        [
            (round(k * 0.42 * RATE), tone(long, 1500 - 60 * k, 880, harmonics=(1, 0.7, 0.4, 0.2)) * arch(long, 0.25))
            for k in range(4)
        ],
    )


def _howl(dice: "Dice", count: int) -> "Mono":
    rise, stay = count // 4, count // 2
    return placed(count, [
        (0, tone(rise, 300, 520, harmonics=(1, 0.3, 0.1)) * arch(rise * 2, 0.5)[:rise]),
        (rise, tone(stay, 520, 500, harmonics=(1, 0.3, 0.1)) * arch(stay * 2, 0.5)[stay:]),
    ])  # fmt: skip


def _crickets(dice: "Dice", count: int) -> "Mono":
    chirp = round(0.016 * RATE)
    parts = [
        (start + k * round(0.03 * RATE), tone(chirp, 4300) * arch(chirp))
        for start in range(0, count, round(0.55 * RATE))
        for k in range(4)
    ]
    return placed(count, parts)


def _horse(dice: "Dice", count: int) -> "Mono":
    long = round(0.08 * RATE)
    return placed(
        count,
        [
            (round((k // 3 * 0.42 + k % 3 * 0.11) * RATE), band(dice, long, 180, 1500) * fall(long, 0.018))
            for k in range(15)
        ],
    )


def _waves(dice: "Dice", count: int) -> "Mono":
    return (band(dice, count, 90, 900, tilt=-1) + band(dice, count, 1200, 6500) * 0.5 * arch(count, 0.6) ** 2) * arch(
        count, 0.5
    )


def _drips(dice: "Dice", count: int) -> "Mono":
    long = round(0.07 * RATE)
    times = range(0, count, round(0.7 * RATE))
    return placed(count, [(at, tone(long, float(dice.uniform(900, 1300)), 2100) * fall(long, 0.02)) for at in times])


def _splash(dice: "Dice", count: int) -> "Mono":
    return band(dice, count, 350, 5200, tilt=-0.5) * fall(count, 0.22, 0.012) * swell(dice, count, 0.07, 0.5)


def _stream(dice: "Dice", count: int) -> "Mono":
    drops = []
    for _ in range(count // 1500):
        pitch = float(dice.uniform(500, 1600))
        drops.append(
            (int(dice.integers(0, count)), tone(1600, pitch, pitch * 1.5) * fall(1600, 0.01) * dice.uniform(0.1, 0.5))
        )
    return (placed(count, drops) + band(dice, count, 400, 3800, tilt=-1) * 0.3) * arch(count, 0.3)


def _phone(dice: "Dice", count: int) -> "Mono":
    long = round(0.42 * RATE)
    ring = (tone(long, 1320) + tone(long, 1660)) * swell(dice, long, 0.045, 0.2) * arch(long, 0.1)
    return placed(count, [(round(at * RATE), ring) for at in (0.0, 0.5, 2.0, 2.5)])


def _beep(dice: "Dice", count: int) -> "Mono":
    long = round(0.12 * RATE)
    return placed(count, [(round(k * 0.3 * RATE), tone(long, 1046) * arch(long, 0.1)) for k in range(3)])


def _keys(dice: "Dice", count: int) -> "Mono":
    parts, at = [], 0
    while at < count - 1500:
        parts.append((at, band(dice, 1300, 1400, 6500) * fall(1300, 0.005) * dice.uniform(0.4, 1)))
        at += int(dice.uniform(0.07, 0.22) * RATE)
    return placed(count, parts)


def _static(dice: "Dice", count: int) -> "Mono":
    return band(dice, count, 500, 5000) * swell(dice, count, 0.09, 0.2) * arch(count, 0.2)


def _whoosh(dice: "Dice", count: int) -> "Mono":
    import numpy as np

    low, high = band(dice, count, 150, 900), band(dice, count, 1500, 7000)
    way = np.linspace(0, 1, count, dtype=np.float32)
    return (low * (1 - way) + high * way) * arch(count, 0.7) ** 2


def _riser(dice: "Dice", count: int) -> "Mono":
    import numpy as np

    grow = np.linspace(0, 1, count, dtype=np.float32) ** 2
    edge = min(count, RATE // 20)
    grow[count - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return (tone(count, 180, 1400, harmonics=(1, 0.4, 0.2)) * 0.6 + band(dice, count, 600, 8000) * 0.4) * grow


def _bell(dice: "Dice", count: int) -> "Mono":
    return placed(count, [(0, tone(count, 440 * k) * fall(count, 1.4 / k) / k) for k in (0.5, 1.0, 2.0, 2.4, 3.0, 4.5)])


_KNOWN: Final[tuple[tuple[str, str, float, Make], ...]] = (
    # family, words (English and French), seconds, how it is made. The last of a family has no words: its default.
    ("foley", r"door|porte|drawer|tiroir", 1.0, _door),
    ("foley", r"knock|frapp|toqu", 0.9, _knock),
    ("foley", r"rustl|paper|papier|page|froiss|cloth", 0.9, _rustle),
    ("foley", r"", 2.2, _steps),
    ("mechanical", r"clock|tick|horloge|tic|montre", 3.0, _clock),
    ("mechanical", r"", 2.5, _machine),
    ("nature", r"fire|feu|crackl|crépit", 3.0, _fire),
    ("nature", r"bird|oiseau", 3.0, _bird),
    ("nature", r"", 3.0, _leaves),
    ("weather", r"thunder|tonnerre|lightning|foudre|orage|storm|tempête", 4.0, _thunder),
    ("weather", r"wind|vent|gust|rafale|breeze|brise", 3.5, _wind),
    ("weather", r"", 3.5, _rain),
    ("crowd", r"applau|clap|cheer|acclam", 3.0, _applause),
    ("crowd", r"laugh|rire|rit\b|rient|giggl", 1.8, _laughter),
    ("crowd", r"", 3.5, _voices),
    ("impact", r"shatter|glass|verre|bris|smash|splinter", 1.2, _shatter),
    ("impact", r"gun|shot|coups? de feu|explo|détonation|bang\b", 1.6, _shot),
    ("impact", r"", 0.8, _blow),
    ("vehicle", r"train|métro|tram|subway", 3.5, _train),
    ("vehicle", r"siren|sirène|police|ambulance", 3.0, _siren),
    ("vehicle", r"foghorn|corne de brume|ship|ferry|navire", 2.6, _foghorn),
    ("vehicle", r"horn|honk|klaxon", 0.8, _horn),
    ("vehicle", r"", 3.0, _car),
    ("animal", r"cat|chat|meow|miaul|purr", 1.0, _cat),
    ("animal", r"gull|mouette|goéland", 1.9, _gull),
    ("animal", r"wol|loup|howl|hurl", 2.6, _howl),
    ("animal", r"cricket|grillon|cigale|insect", 3.0, _crickets),
    ("animal", r"horse|cheval|chevaux|hoof|sabot", 2.4, _horse),
    ("animal", r"bird|oiseau|crow|corbeau|owl|hibou|pigeon|rooster|coq", 2.4, _bird),
    ("animal", r"", 1.5, _dog),
    ("water", r"drip|goutte|faucet|robinet|tap\b", 3.0, _drips),
    ("water", r"splash|éclabouss|plong|puddle|flaque", 1.2, _splash),
    ("water", r"wave|vague|sea|mer\b|ocean|océan|surf|ressac|tide|marée", 4.5, _waves),
    ("water", r"", 3.0, _stream),
    ("electronic", r"beep|bip|alarm|notif", 1.2, _beep),
    ("electronic", r"key|clavier|typ|comput|ordinat|laptop", 2.0, _keys),
    ("electronic", r"static|grésill|radio|tv\b|télé(vision)?\b", 1.8, _static),
    ("electronic", r"", 3.0, _phone),
    ("ambience", r"bell|cloche|church|église", 3.0, _bell),
    ("ambience", r"", 3.5, _voices),
    ("transition", r"ris(er|ing)|build", 1.6, _riser),
    ("transition", r"", 0.9, _whoosh),
)  # fmt: skip

_PEAK: Final = 0.8
_LOUDEST: Final = 0.2
"""Root mean square of the loudest moment: a siren must not drown what a knock does not."""

CATEGORIES: Final = tuple(dict.fromkeys(family for family, *_ in _KNOWN))


def hit(category: str, words: str, dice: "Dice", seconds: float | None = None) -> "Mono":
    """The sound of a cue; a family that we do not know is a quiet rustle, never a failure."""
    import numpy as np

    text = words.casefold()
    family = category if category in CATEGORIES else "foley"
    usual, make = next(
        (usual, make) for name, known, usual, make in _KNOWN if name == family and re.search(known, text)
    )
    wave = make(dice, round((seconds or usual) * RATE))
    edge = min(len(wave), RATE // 100)
    wave[len(wave) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    window = RATE // 20
    whole = len(wave) // window * window
    loudest = float(np.sqrt(np.max(np.mean(wave[:whole].reshape(-1, window) ** 2, axis=1), initial=0.0)))
    peak = float(np.max(np.abs(wave), initial=0.0))
    if peak <= 0:
        return wave
    return (wave * min(_PEAK / peak, _LOUDEST / max(loudest, 1e-9))).astype(np.float32)
