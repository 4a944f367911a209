"""What the hour, the sky and the heart are doing, read from the words of both languages.

The one rule: a word list is data; what is denied (`no rain`, `sans pluie`) does not count.
"""

from collections import Counter
from typing import Final, cast

from shared.model.storyboard import TimeOfDay
from shared.writing.words import Hit, Lexicon, tokens

HOURS: Final = Lexicon(
    {
        "dawn": (
            "dawn, daybreak, sunrise, first light, early morning, aube, aurore, lever du soleil, lever de soleil, "
            "petit matin, point du jour, potron minet"
        ),
        "day": (
            "day, daytime, morning, noon, midday, afternoon, jour, journée, matin, matinée, midi, après-midi, "
            "plein jour"
        ),
        "golden": "golden hour, magic hour, late afternoon, heure dorée, fin d'après-midi",
        "dusk": (
            "dusk, sunset, sundown, evening, twilight, nightfall, crépuscule, coucher du soleil, coucher de "
            "soleil, soir, soirée, tombée de la nuit, tombée du jour, fin de journée, fin du jour, end of day, "
            "brunante, entre chien et loup"
        ),
        "night": "night, midnight, nighttime, nuit, minuit, pleine nuit",
    }
)

SAME_HOUR: Final = Lexicon(
    {
        "same": (
            "continuous, cont, later, moments later, minutes later, same, same time, meanwhile, suite, continu, "
            "en continu, plus tard, en même temps, un instant plus tard, un peu plus tard, au même moment, même "
            "moment"
        ),
    }
)

WEATHER: Final = Lexicon(
    {
        "storm": (
            "storm*, thunder*, lightning, hurricane, tempest*, orage*, tempête*, tonnerre, éclairs, foudre, "
            "ouragan, bourrasque*"
        ),
        "rain": ("rain, rains, raining, rainy, drizzl*, downpour, pluie*, pluvieu*, pleut, pleuvait, averse*, bruine"),
        "snow": (
            "snow, snows, snowing, snowy, snowflake*, snowfall, blizzard, neige@fr, neiger, neigeait, enneig*, "
            "flocon*, poudrerie"
        ),
        "fog": "fog, foggy, mist, misty, haze, brouillard, brume*, brumeu*",
        "wind": "wind, windy, gust*, breeze, vent@fr, vents@fr, rafale*, brise",
        "cloud": "cloud, clouds, cloudy, overcast, nuage*, nuageu*, ciel gris, ciel couvert",
        "clear": (
            "sunny, sunshine, sunlight, sunlit, blue sky, clear sky, ensoleill*, grand soleil, ciel bleu, plein soleil"
        ),
    }
)

MOODS: Final = Lexicon(
    {
        "joyful": (
            "laugh*, smil*, grin*, joy*, happy, happily, cheer*, celebrat*, danc*, party@en, delight*, play@en, "
            "plays@en, playing, rit@fr, rire*, riant*, sourit, sourire*, souriant*, joie, joyeu*, heureu*, fête, "
            "fêtes, danse, dansent, jouent, applaudi*, éclat* de rire"
        ),
        "tender": (
            "tender*, gentl*, love, loves, loving, kiss*, hug, hugs, embrace*, caress*, softly, warm, warmly, "
            "hold* hands, tendre*, tendresse, doucement, aime, amour*, embrass*, enlac*, câlin*, caresse*, "
            "douceur"
        ),
        "sad": (
            "sad, sadly, cry, cries, crying, tear@en, tears@en, weep*, grief, griev*, mourn*, funeral, is alone, all "
            "alone, quite alone, stands alone, sits alone, left alone, alone in, alone at, alone with, alone on, "
            "alone among, lonely, goodbye, farewell, loss@en, triste*, tristesse, pleur*, larme*, deuil, sanglot*, "
            "enterrement, tout seul, toute seule, est seul, est seule, reste seul, reste seule, seul dans, seule "
            "dans, seul à, seule à, seule au, seul au, vit seul, vit seule, joue seul, joue seule, si seul, si "
            "seule, solitude, adieu*, mélancoli*, chagrin, dépression"
        ),
        "tense": (
            "tense*, tension, hurr*, chase*, panic*, danger*, threat*, gun, knife, alarm, suddenly, urgent*, "
            "struggl*, breathless, shout*, crie, crient,  tendu*, poursui*, panique*, menac*, arme@fr, couteau, "
            "alarme, soudain, urgence, urgent*, lutte*, haletant*, pression"
        ),
        "fearful": (
            "fear*, terror, terrif*, scream*, horror, blood, corpse, monster*, afraid, shiver*, peur*, terreur, "
            "terrifi*, hurle*, horreur, le sang, du sang, de sang, ensanglant*, cadavre, monstre*, effray*, "
            "frisson*, cauchemar*"
        ),
        "mysterious": (
            "myster*, secret, secrets, secretly, secrètement, strange*, shadow*, whisper*, hidden, unknown, "
            "eerie, mystèr*, mystéri*, étrange*, ombre*, chuchot*, murmur*, caché*, inconnu*, inquiét*, "
            "disparai*, disparition*"
        ),
        "epic": (
            "epic*, hero*, battle*, victory, soar*, triumph*, army, glory, épique*, héros, bataille*, victoire*, "
            "triomph*, armée*, gloire"
        ),
        "comic": (
            "comic*, funny, joke*, silly, clumsy, slips, trips over, giggl*, drôle*, blague*, comique*, "
            "maladroit*, glouss*, farce*"
        ),
        "angry": (
            "angr*, fury, furious*, yell, yells, yelled, yelling, slam*, rage*, fight*, colère*, furieu*, furi*, "
            "claque*, dispute*, se bat, gifle*"
        ),
        "calm": (
            "calm*, quiet*, peace*, serene*, rests, sleep*, breath*, slow, slowly, calme*, paisible*, tranquill*, "
            "repos*, dort, endormi*, respire*, lentement, silencieu*, serein*"
        ),
    }
)

MOOD_NAMES: Final = frozenset(
    ("neutral", "joyful", "tender", "sad", "tense", "fearful", "mysterious", "epic", "comic", "angry", "calm")
)

_DENIED: Final = frozenset("no not without never nobody ne n personne pas sans aucun aucune plus ni jamais".split())

SILENCE: Final = Lexicon(
    {"silence": "silence, silent, silently, no music, without music, sans musique, aucune musique, silencieux"}
)


def _meant(text: str, hit: Hit) -> bool:
    before = tokens(text[max(0, hit.start - 24) : hit.start])[-2:]
    return not any(token.word in _DENIED for token in before)


def hour(text: str) -> TimeOfDay | None:
    """The time of day that a heading or a sentence names. The last word counts: LATE NIGHT is night."""
    found = [hit for hit in HOURS.find(text) if _meant(text, hit)]
    return cast(TimeOfDay, found[-1].category) if found else None


def same_hour(text: str) -> bool:
    return SAME_HOUR.has(text)


def weather(text: str) -> str:
    """The strongest weather that a text holds, or nothing."""
    found = {hit.category for hit in WEATHER.find(text) if _meant(text, hit)}
    return next((kind for kind in ("storm", "rain", "snow", "fog", "wind", "cloud", "clear") if kind in found), "")


def moods(text: str) -> Counter[str]:
    return Counter(hit.category for hit in MOODS.find(text) if _meant(text, hit))


def mood(counted: Counter[str]) -> str:
    """The mood with the most words; between equals the one that matters more to a score. Calm is what is left when
    nothing else speaks."""
    strong = {name: count for name, count in counted.items() if name != "calm"}
    if strong:
        order = ("fearful", "tense", "sad", "tender", "joyful", "mysterious", "epic", "angry", "comic")
        return max(strong, key=lambda name: (strong[name], -order.index(name)))
    return "calm" if counted else "neutral"
