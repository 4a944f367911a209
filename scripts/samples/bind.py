"""Binds `l_horloger.docx`: the same words always become the same bytes.

The one rule: nothing of the machine or the hour gets into the file.
"""

import io
import re
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

TITLE: Final = "L’Horloger de Brume"
AUTHOR: Final = "AIPROD"
EPOCH: Final = (2026, 1, 1, 0, 0, 0)

SCREENPLAY: Final = (
    ("Title", TITLE),
    ("Subtitle", AUTHOR),
    ("Normal", "Langue : fr"),
    ("Scene Heading", "EXT. VILLAGE DE BRUME - PLACE DE L’ÉGLISE - JOUR"),
    (
        "Action",
        ("Un village de montagne dans le brouillard. Au clocher, une horloge immense, arrêtée sur midi moins une."),
    ),
    ("Action", "LÉONIE (11 ans), avec un bonnet rouge et un sac d’école, lève les yeux vers le cadran. Elle soupire."),
    ("Character", "LÉONIE (V.O.)"),
    (
        "Dialogue",
        (
            "À Brume, il est midi moins une depuis trente ans. Alors on n’est jamais en retard. "
            "Mais on n’est jamais à l’heure non plus."
        ),
    ),
    ("Scene Heading", "INT. ATELIER DE L’HORLOGER - JOUR"),
    ("Action", "Cent pendules, toutes muettes. La poussière dort sur les balanciers."),
    ("Action", "ANSELME (77 ans), une loupe vissée à l’œil, répare un jouet d’enfant : un oiseau de fer-blanc."),
    ("Character", "LÉONIE"),
    ("Dialogue", "Pourquoi vous ne réparez pas la grande ?"),
    ("Character", "ANSELME"),
    ("Parenthetical", "(sans lever la tête)"),
    ("Dialogue", "Parce que c’est moi qui l’ai arrêtée."),
    ("Action", "Léonie pose son sac. L’oiseau de fer-blanc bat une fois des ailes, puis se tait."),
    ("Character", "ANSELME"),
    (
        "Dialogue",
        ("Ma femme devait prendre le train de midi. J’ai pensé que si midi ne sonnait pas, le train ne partirait pas."),
    ),
    ("Character", "LÉONIE"),
    ("Dialogue", "Et il est parti ?"),
    ("Character", "ANSELME"),
    ("Dialogue", "Les trains ont leurs propres montres."),
    ("Scene Heading", "INT. CLOCHER - ESCALIER - SUITE"),
    (
        "Action",
        (
            "Léonie monte les marches quatre à quatre. Derrière elle, Anselme, la main sur la corde, souffle à "
            "chaque palier."
        ),
    ),
    ("Action", "Des pigeons s’envolent dans un grand bruit d’ailes."),
    ("Scene Heading", "INT. CLOCHER - CHAMBRE DES ROUAGES - JOUR"),
    ("Action", "Des roues plus hautes qu’un homme. Entre deux dents de bronze, coincée, une petite alliance brille."),
    ("Character", "LÉONIE"),
    ("Parenthetical", "(à voix basse)"),
    ("Dialogue", "C’est la vôtre ?"),
    ("Character", "ANSELME"),
    ("Dialogue", "Je n’ai pas trouvé d’autre façon d’arrêter le temps."),
    ("Action", "Il tend la main vers l’anneau. Sa main tremble. Léonie pose la sienne par-dessus."),
    ("Action", "Ensemble, ils tirent. L’anneau cède."),
    ("Action", "Un craquement. Un rouage, puis un autre. Toute la tour se met à respirer."),
    ("Scene Heading", "EXT. VILLAGE DE BRUME - PLACE DE L’ÉGLISE - MIDI"),
    (
        "Action",
        (
            "Le premier coup de midi traverse le brouillard, qui s’ouvre comme un rideau. Le soleil entre dans "
            "le village."
        ),
    ),
    ("Action", "Aux fenêtres, les gens sortent leurs montres. Ils rient."),
    ("Action", "À la gare, tout en bas, un train s’arrête. Une vieille dame descend, une valise à la main."),
    ("Character", "LÉONIE (V.O.)"),
    ("Dialogue", "Elle avait trente ans de retard. Mais comme il était midi pile, personne n’a rien dit."),
    ("Transition", "FONDU AU NOIR."),
)


def bound() -> bytes:
    """The document, its parts in one order, and without a clock."""
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document()
    names = {style.name for style in document.styles}
    for style, words in SCREENPLAY:
        if style not in names:
            document.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
            names.add(style)
        document.add_paragraph(words, style=style)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = TITLE, AUTHOR, "", "fr"
    core.created = core.modified = datetime(*EPOCH, tzinfo=UTC)
    written = io.BytesIO()
    document.save(written)
    return _still(written.getvalue())


def _still(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            if not name.endswith((".jpeg", ".jpg")):  # python-docx's template brings a thumbnail that nobody needs
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.external_attr = 0o600 << 16
                archive.writestr(entry, _without_thumbnail(name, parts.read(name)), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _without_thumbnail(name: str, part: bytes) -> bytes:
    if name != "_rels/.rels":
        return part
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", part)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("l_horloger.docx")
    target.write_bytes(bound())
