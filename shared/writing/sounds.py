"""What is heard: twelve families of sounds and the English and French words that ask for them.

The one rule: a cue quotes the writer's words; it never invents a sound.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.model.storyboard import SoundCue
from shared.writing.words import Lexicon, flat, fold, sentences

SOUNDS: Final = Lexicon(
    {
        "ambience": (
            "room tone, city noise, background noise, hum of the city, murmur of the city, bruits de la ville, "
            "bruit de la ville, rumeur de la ville, bruit de fond, ambiance, ambience, bell, bells, chime*, "
            "cloche*, atmosphère sonore, traffic, circulation, café bustle, machine* à café"
        ),
        "foley": (
            "footstep*, steps echo*, pas dans, bruit* de pas, rustl*, creak*, knock*, door opens, door closes, "
            "page turns, turns the page, keys jingle, clink*, scratches, scratching, zipper, froiss*, grinc*, "
            "frapp* à la porte, toque*, porte s'ouvre, porte se ferme, ouvre la porte, ferme la porte, opens the "
            "door, closes the door, gratte*, craque*, tintement*, tinte*, cutlery, vaisselle, soupir*, sigh, "
            "sighs, sighing, claps, pulls a drawer, opens the drawer, drawer slides, ouvre le tiroir, tiroir "
            "s'ouvre, match strikes, allumette*, sweep*, balai*, tourne la page, pencil scratches, crayon gratte"
        ),
        "mechanical": (
            "engine room, gear*, machine*, machinery, lever, crank*, typewriter*, printer, clock tick*, ticks, "
            "ticking, tick@en, tick tock, clockwork, winch, projector, pump, pumps, lock turns, clicks into place, "
            "moteur, engrenage*, mécanisme*, manivelle*, machine à écrire, imprimante, tic tac, horloge sonne, "
            "coups de l'horloge, treuil, projecteur, pompe*, serrure, rouage*, music box, boîte à musique, "
            "whirr*, clank*, lantern turns, sewing machine"
        ),
        "nature": (
            "leaves, forest sounds, fire crackl*, crackling, campfire, branches, birdsong*, rockfall, feuilles, "
            "feuillage, feu crépite, crépit*, feu de camp, branche*, chant des oiseaux, grass@en, herbe*, insects, "
            "insectes"
        ),
        "weather": (
            "rain, rains, raining, drizzl*, downpour, thunder*, lightning, storm*, wind, gust*, breeze, hail@en, "
            "blizzard, pluie*, pleut, averse*, tonnerre, orage*, tempête*, vent@fr, vents@fr, rafale*, brise, grêle, "
            "foudre@fr"
        ),
        "crowd": (
            "crowd*, applau*, audience, cheers, cheering, chatter*, laughter, people talk*, market stall*, choir, "
            "foule*, le public, du public, acclam*, brouhaha, rires, bavard*, marché, spectateurs, chorale, "
            "children laugh*, enfants rient, classroom chatter"
        ),
        "impact": (
            "bang*, crash*, slam*, smash*, thud*, thump*, hit, hits, explosion*, explod*, explos*, gunshot*, "
            "shatter*, falls to, boom*, punch*, drops to, claqu*, fracas, bris, brise en, choc*, coup de feu, "
            "coups de feu, tombe sur, percut*, heurte*, s'écras*, détonation*, boum, stamp*, splinter*, knocks "
            "over, renverse*"
        ),
        "vehicle": (
            "a car, the car, her car, his car, cars, car door, car horn, truck*, bus, a train, the train, last "
            "train, trains, train whistle, le train, un train, du train, tram, trams, tramway*, motorbike*, "
            "motorcycle*, bicycle*, bike, plane, airplane*, helicopter*, boat engine, siren*, horn@en, honk*, "
            "brakes, drives, voiture*, camion*, autobus, métro, moto@fr, motos@fr, vélo*, avion*, hélicoptère*, "
            "sirène*, klaxon*, freine*, freins, chasse-neige, scooter*, wheelchair*, foghorn, corne de brume, "
            "subway, ferry"
        ),
        "animal": (
            "dog*, bark*, cat, cats, meow*, purr*, bird, birds, gull*, seagull*, crow, crows, horse*, neigh*, "
            "wolf, wolves, howl*, owl*, cow*, sheep, bee, bees, fox, foxes, chien*, aboie*, un chat, le chat, du "
            "chat, petit chat, chats, miaul*, ronronn*, oiseau*, mouette*, goéland*, corbeau*, cheval, chevaux, "
            "loup, loups, hibou*, vache*, mouton*, abeille*, renard*, cricket, crickets, grillon*, cigale*, "
            "pigeon*, rooster, coq@fr"
        ),
        "water": (
            "the waves, waves crash*, waves roll*, waves break*, waves slap*, sea, ocean, river*, stream*, "
            "splash*, drip*, dripping, faucet, the tap, tap runs, shower@en, pours@en, pouring, surf, tide, fountain*, "
            "bubbl*, boils, kettle*, puddle*, vagues, la vague, une vague, mer@fr, océan, rivière*, ruisseau*, "
            "clapot*, éclabouss*, goutte*, robinet*, douche@fr, verse@fr, fontaine*, bulles@fr, bouill*, bouilloire*, "
            "flaque*, marée*, plongeon, plonge dans l'eau, ressac"
        ),
        "electronic": (
            "phone rings, phone is ringing, phone buzz*, phone vibrat*, rings@en, ringing, beep*, notification*, "
            "keyboard, static@en, radio, alarm*, electronic*, électronique*, low hum, television, tv, screen "
            "flicker*, buzzes, buzzing, ringtone, modem, téléphone sonne, téléphone vibre, sonne, sonnent, "
            "sonnerie*, bip@fr, bips@fr, clavier*, grésill*, alarme*, télévision, télé, vibre*, interphone, robot*, "
            "text message"
        ),
        "transition": (
            "whoosh*, swoosh*, riser, stinger, swish*, sting@en, transition sound, rewind*, souffle rapide, bruit de "
            "transition, rembobin*, record scratch, cut to silence"
        ),
    }
)

CATEGORIES: Final = (
    "ambience", "foley", "mechanical", "nature", "weather", "crowd", "impact", "vehicle", "animal", "water",
    "electronic", "transition",
)  # fmt: skip

_ASKED: Final = re.compile(
    r"^\W*(?:sfx|fx|sound(?: effects?| fx)?|son|sons|bruitage|bruit|bruits|ambiance(?: sonore)?|ambience|"
    r"effets?(?: sonores?)?|audio)\s*[:\-–—]\s*"
)
_SCORE: Final = re.compile(r"^\W*(?:music|musique|score|song|chanson|bande originale|bo)\b")


def is_score(words: str) -> bool:
    """Whether a sound cue asks for music, which is the composer's and no effect."""
    return _SCORE.match(fold(words)) is not None


def without_label(words: str) -> str:
    match = _ASKED.match(fold(words))
    return words[match.end() :].strip() if match else words.strip()


def is_bed(words: str) -> bool:
    """Whether a sound line tells what surrounds the whole scene."""
    return fold(words).lstrip(" *").startswith(("ambian", "ambien"))


def asked_cues(words: str, line: int) -> Iterator[SoundCue]:
    """The cues of a line that asks for sound: one for each thing that it names, itself when it names none we know."""
    bed = is_bed(words)
    body = without_label(words)
    for part in re.split(r"\s*[,;]\s*|\.\s+", body):
        if not (said := flat(part).rstrip(".")):
            continue
        hit = SOUNDS.first(said)
        fallback = "ambience" if bed else "foley"
        yield SoundCue(category=hit.category if hit else fallback, words=said, source_line=line)


def heard_in(text: str, line: int) -> tuple[SoundCue, ...]:
    """The sounds that an action implies: at most one of a family in a sentence, in the order of the words."""
    cues: list[SoundCue] = []
    seen: set[str] = set()
    for sentence in sentences(text):
        for hit in SOUNDS.find(sentence):
            if hit.category in seen:
                continue
            seen.add(hit.category)
            cues.append(SoundCue(category=hit.category, words=_around(sentence, hit.start, hit.end), source_line=line))
    return tuple(cues)


_CLAUSE: Final = ",;:.()[]"


def _around(sentence: str, start: int, end: int) -> str:
    """The word with its clause, cut at the nearest commas, for whoever looks for the sound."""
    left = max(sentence.rfind(mark, 0, start) for mark in _CLAUSE) + 1
    rights = [at for mark in _CLAUSE if (at := sentence.find(mark, end)) != -1]
    clause = flat(sentence[left : min(rights, default=len(sentence))])
    return clause if len(clause) <= 80 else flat(sentence[start:end])
