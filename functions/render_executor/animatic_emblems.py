"""Things and beasts as silhouettes: what the action names, found in English and French, cut from the emoji that ship
with our type.

The one rule: never a raw emoji. A dark shape in the scene's own colours, its lines lighter, as everything here is cut.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from functions.render_executor.animatic_palette import Palette
from functions.render_executor.animatic_paper import Sheet, mix

if TYPE_CHECKING:
    from PIL.Image import Image

_FACES: Final = (
    "🐺 wol(f|ves)|loups? · 🐻 bears?|ours · 🦊 fox(es)?|renards? · 🦁 lions? · 🐒 monkeys?|singes? · "
    "🐀 rats?|mouse|mice|souris · 🕷 spiders?|araignées? · 🤖 robots?|androids?|androïdes?"
)
_LIVING: Final = (
    "🐕 dogs?|puppy|chiens?|chiot · 🐈 cats?|kitten|chats?|chaton · "
    "🐎 horses?|rider|stallion|chevaux|cheval|cavaliers? · 🦉 owls?|hiboux?|chouette · "
    "🐦 birds?|gulls?|oiseaux?|mouettes?|robin|sparrow · 🐇 rabbits?|hare|lapins?|lièvre · "
    "🐄 cows?|vaches? · 🐑 sheep|moutons?|lamb · 🐓 rooster|hens?|chickens?|coq|poules? · "
    "🐟 fish(es)?|poissons? · 🐋 whales?|baleines? · 🐍 snakes?|serpents? · 🐘 elephants?|éléphants? · "
    "🐝 bees?|abeilles? · 🦋 butterfl(y|ies)|papillons? · 🦌 deer|stag|cerf|biche · 🐖 pigs?|cochons? · "
    "🐪 camels?|chameaux? · 🦅 eagles?|aigles? · 🦆 ducks?|canards? · 🐢 turtles?|tortues? · "
    "🦇 bats|chauves?-souris · 🐉 dragons?"
)
_LARGE: Final = (
    "🚗 cars?|voitures?|taxi · 🚚 trucks?|vans?|camions? · 🚌 bus|autobus · "
    "🚲 bicycles?|bikes?|vélos?|bicyclette · 🏍 motorcycles?|motorbikes?|motos? · 🚆 trains?|locomotive · "
    "⛵ boats?|sailboat|bateaux?|voiliers?|barques? · 🚢 ships?|ferry|navires?|paquebot · "
    "✈ planes?|airplanes?|avions? · 🚁 helicopters?|hélicoptères? · 🚀 rockets?|spaceship|fusées?|vaisseau · "
    "🚑 ambulances? · 🚒 fire engine · 🚜 tractors?|tracteurs? · 🎈 balloons?|ballons? · ⛺ tents?|tentes? · "
    "🎠 carousel|manège · ⚓ anchors?|ancres?"
)
_SMALL: Final = (
    "🔔 bells?|cloches?|sonnette · ⏰ alarms?|réveil · 🍎 apples?|pommes? · "
    "🍞 bread|loaf|pains?|baguettes? · 🎂 cakes?|gâteaux? · 🧀 cheese|fromages? · 🥚 eggs?|œufs? · "
    "🍇 grapes?|raisins? · 🍋 lemons?|citrons? · 🍲 stew|pot|marmite · 🫖 teapot|kettle|théière|bouilloire · "
    "🍽 plates?|assiettes?|dinner|dîner · 🔪 knife|knives|couteaux?|blade|lame · "
    "🗡 swords?|daggers?|épées?|poignards? · 🔨 hammers?|marteaux? · 🔧 wrench|tools?|outils? · "
    "⚙ machines?|engines?|gears?|moteurs?|engrenages? · 🔥 fires?|flames?|feux?|bonfire|incendie · "
    "💧 drops?|drips?|water|gouttes?|eau · ⚡ thunder|lightning|éclairs?|foudre|tonnerre · "
    "☂ umbrellas?|parapluies? · 🌧 rain|pluie · ❄ snow|neige · 🌊 waves?|vagues? · 🌙 moon|lune · "
    "⭐ stars?|étoiles? · ☀ sun|soleil · 🌹 roses? · 🌳 trees?|arbres? · 🍂 leaf|leaves|feuilles? · "
    "💍 rings?|bagues?|alliance · 👑 crowns?|couronnes? · 💰 money|coins?|argent|pièces? · "
    "💎 diamonds?|jewels?|bijoux?|diamants? · 🎁 gifts?|presents?|cadeaux? · "
    "🧸 teddy|ours en peluche|toys?|jouets?|doll|poupée · ⚽ ball|football|ballon · 🎸 guitars?|guitares? · "
    "🎻 violins?|violons? · 🎹 pianos?|keyboards?|claviers? · 🎺 trumpets?|trompettes? · "
    "🥁 drums?|tambours? · 🎤 microphones?|micros? · 📻 radios? · 📷 cameras?|appareil photo|caméras? · "
    "🎥 film|projector · 🔭 telescopes?|télescopes? · 🔬 microscopes? · 💉 syringes?|seringues? · "
    "💊 pills?|pilules?|médicaments? · 🧪 test tubes?|éprouvettes?|potions? · 💡 ideas?|bulbs?|ampoules? · "
    "🔒 locks?|padlock|cadenas|serrure · 🪞 mirrors?|miroirs? · 🪑 chairs?|chaises? · 🛏 beds?|lits? · "
    "👒 hats?|chapeaux? · 👟 shoes?|boots?|footsteps|chaussures?|bottes?|pas · 🧥 coats?|manteaux? · "
    "👗 dress(es)?|robes? · 🧣 scar(f|ves)|écharpes? · 🧤 gloves?|gants? · 👓 glasses|lunettes · "
    "🎭 masks?|masques? · 🧭 compass · 🪦 graves?|tombs?|tombstone|tombes? · ⚰ coffins?|cercueils? · "
    "💀 skulls?|crânes?|skeleton · 🕯 candles? · 🧹 brooms?|balais? · 🪣 buckets?|seaux? · 🧵 thread|fil · "
    "✂ scissors|ciseaux · 🖌 brush(es)?|pinceaux? · 🏆 trophy|cups? of|trophée · 🎲 dice|dés · "
    "♟ chess|échecs · 🃏 cards|cartes à jouer · 🚬 cigarettes? · 🩸 blood|sang · 💔 heart|cœur · "
    "⌛ hourglass|sablier"
)
# A letter is the sheet of paper that everybody else holds.
_HELD: Final = (
    "🏮 lanterns?|lamps?|lanternes?|lampes? · 🔦 torch|flashlights?|torches? · "
    "📖 books?|diary|livres?|carnets?|journal · "
    "🗺 maps?|plans? · "
    "☕ cups?|coffee|tea|mugs?|tasses?|cafés?|thés? · 📱 phones?|mobiles?|téléphones?|portables? · "
    "🔑 keys?|clés?|clefs? · 🧳 suitcases?|bags?|valises?|sacs? · 🍷 wine|vins?|glass|verres? · "
    "🍾 bottles?|bouteilles? · 💐 flowers?|fleurs?|bouquets? · 🔫 guns?|pistols?|pistolets?|revolvers? · "
    "📦 box(es)?|parcels?|boîtes?|colis · 🖼 pictures?|photos?|portraits? · 🍼 baby|bébé · "
    "🎣 rods?|canne à pêche · 🪓 axes?|haches? · 🧺 baskets?|paniers?"
)


ALOFT: Final = frozenset("🦉🐦🐝🦋🦇🦅✈🚁🚀🎈")
"""These fly."""
TALL: Final = {
    "🐎": 0.42, "🐄": 0.36, "🐘": 0.6, "🦌": 0.42, "🐪": 0.5, "🐉": 0.7, "🚗": 0.26, "🚚": 0.36, "🚌": 0.4, "🚲": 0.3,
    "🏍": 0.3, "🚆": 0.5, "⛵": 0.4, "🚢": 0.5, "🚑": 0.34, "🚒": 0.36, "🚜": 0.36, "⛺": 0.4, "🎠": 0.6, "🐋": 0.35,
    "⚓": 0.3,
}  # fmt: skip
"""How tall they are where a grown person is 0.6; the others are small."""
HOMES: Final = {
    "🚆": ("train", "station"), "⛵": ("sea", "harbour", "boat", "beach"), "🚢": ("sea", "harbour", "boat"),
    "🚗": ("car",), "🚌": ("car",), "🚚": ("car",), "🚀": ("space",), "⚓": ("boat",),
}  # fmt: skip
"""Sets that show them anyway, or are seen from within."""


def _read(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (row.strip().split(" ", 1) for row in table.split("·"))
    return tuple((sign, re.compile(rf"\b({words})\b")) for sign, words in rows)


_THINGS: Final = _read(f"{_FACES} · {_LIVING} · {_LARGE} · {_SMALL}")
_IN_HAND: Final = _read(f"{_HELD} · {_SMALL}")
_STANDING: Final = _read(f"{_LIVING} · {_LARGE}")


def signs() -> list[str]:
    """All that can be drawn."""
    return [sign for sign, _ in (*_THINGS, *_IN_HAND)]


def emblem_in(words: str) -> str:
    """The first thing of these words for which there is a silhouette; "" if there is none."""
    return _first(_THINGS, words)


def stander_in(words: str) -> str:
    """The same, for what stands in a place beside people: beasts and vehicles."""
    return _first(_STANDING, words)


def held_in(words: str) -> str:
    """The same, for what fits into a hand."""
    return _first(_IN_HAND, words)


def _first(table: tuple[tuple[str, re.Pattern[str]], ...], words: str) -> str:
    text = words.casefold()
    found = [(match.start(), sign) for sign, pattern in table if (match := pattern.search(text))]
    return min(found, key=lambda pair: pair[0])[1] if found else ""


def stand(sheet: Sheet, sign: str, palette: Palette, *, x: float, foot: float, high: float, dark: float = 0.25) -> None:
    """`foot` is where it ends below, `high` its height, both of the frame."""
    shape, lines = _cut(sign)
    body = mix(palette.near, palette.middle, dark)
    tall = max(2, round(high * sheet.scale()))
    wide = max(2, round(tall * shape.width / shape.height))
    at_x, at_y = sheet.at(x, foot)
    place = (round(at_x - wide / 2), round(at_y - tall))
    sheet.image.paste((*body, 255), place, shape.resize((wide, tall)))
    if lines is not None:
        sheet.image.paste((*mix(body, palette.light, 0.42), 255), place, lines.resize((wide, tall)))


@lru_cache(maxsize=64)
def _cut(sign: str) -> "tuple[Image, Image | None]":
    """Its whole outline, and the lines within, where it is not one shape."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

    from shared.media.lettering import EMOJI_FILE

    font = ImageFont.truetype(str(EMOJI_FILE), 400)
    left, top, right, bottom = font.getbbox(sign)
    margin = 12
    ink = Image.new("L", (round(right - left) + 2 * margin, round(bottom - top) + 2 * margin), 0)
    ImageDraw.Draw(ink).text((margin - left, margin - top), sign, fill=255, font=font)
    closed = ink.filter(ImageFilter.MaxFilter(5)).point(lambda value: 255 if value > 90 else 0)
    ImageDraw.floodfill(closed, (0, 0), 128)
    shape = closed.point(lambda value: 0 if value == 128 else 255).filter(ImageFilter.MinFilter(3))
    filled = ImageStat.Stat(ink).sum[0] > 0.8 * ImageStat.Stat(shape).sum[0]
    return shape, None if filled else ink
