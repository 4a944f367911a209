"""What people do in a sentence, as far as it tells the camera where to stand.

The one rule: word lists are data; a sentence may hold several gestures, and the strongest leads.
"""

from typing import Final

from shared.writing.words import Lexicon

GESTURES: Final = Lexicon(
    {
        # a face is what matters
        "face": (
            "smil*, cry, cries, crying, tear, tears, weep*, eyes, stares, blink*, frown*, grin*, blush*, lips, "
            "face, sighs, breathes, hesitat*, whispers, sourit, sourire*, pleure*, larme*, yeux, regard, visage, "
            "cligne*, fronce*, rougit, lèvres, soupir*, hésite*, respire, murmure, chuchote, ferme les yeux, "
            "tempes"
        ),
        # somebody looks at something: what they see may follow
        "look": (
            "looks at, looks out, looks up, looks down, looks through, sees, watches, notices, discovers, peers, "
            "spots, reads, finds, regarde, voit, aperçoit, observe, remarque, découvre, contemple, fixe, trouve"
        ),
        # bodies cross the frame
        "travel": (
            "runs, run, running, walks, walk, walking, crosses, drives, rides, enters, leaves, climbs, rushes, "
            "follows, chases, flies, sails, swims, arrives, hurries, steps, marches, cycles, rolls, passes, court "
            "vers, court sur, court dans, court après, elle court, il court, courent, marche vers, marchent, "
            "traverse*, conduit, roule, entre dans, entrent, sort, sortent, grimpe*, se précipite, le suit, la "
            "suit, les suit, poursuit, vole, vogue, nage, arrive*, monte*, descend*, avance*, passe, passent, "
            "s'éloigne*, s'enfonce*"
        ),
        # something turns, or is turned around
        "turn": (
            "turns around, spins, dances, twirls, embraces, embrace, kisses, kiss, hug, hugs, dance, tourne, "
            "tournoie, danse*, valse*, s'enlacent, enlace, embrasse*, s'embrassent"
        ),
        # hands and things
        "hands": (
            "holds, picks up, picks, takes, opens, closes, turns, presses, writes, types, pours, places, puts, "
            "lifts, drops, touches, pulls, pushes, hands, hand, finger, fingers, tient, ramasse, prend, ouvre, "
            "ferme, appuie, écrit, tape, verse, pose, dépose, soulève, lâche, touche, pousse, la main, sa main, "
            "mains, doigt, doigts, serre, glisse, allume, cueille, tend la, tend le, tend une, tend un"
        ),
        # the world grows larger
        "reveal": (
            "reveal*, beyond, vast, horizon, everywhere, empty, whole, far away, distance, in the distance, "
            "disappears, vanishes, révèle*, au-delà, immense, horizon, partout, vide, tout entier, au loin, "
            "disparaît, lointain, s'étend"
        ),
    }
)

THINGS: Final = Lexicon(
    {
        "thing": (
            "letter, note, phone, key, keys, photo, photograph, picture, map, book, page, clock, ring, cup, "
            "glass, bottle, lamp, lantern, candle, match, radio, screen, message, coin, box, knife, envelope, "
            "ticket, button, flower, seed, bread, paper, boat, kite, umbrella, door, bulb, compass, postcard, "
            "notebook, tape, thread, lettre, mot, téléphone, clé, clef, clés, photo, photographie, carte, livre, "
            "page, montre, horloge, bague, tasse, verre, bouteille, lampe, lanterne, bougie, allumette, radio, "
            "écran, message, pièce, boîte, couteau, enveloppe, billet, bouton, fleur, graine, pain, papier, "
            "bateau, cerf-volant, parapluie, porte, ampoule, boussole, carnet, fil, poupée, affiche, pomme, "
            "apple, rope, corde"
        ),
    }
)
