"""What people do in a sentence, as far as it tells the camera where to stand.

The one rule: word lists are data; a sentence may hold several gestures, and the strongest leads.
"""

from typing import Final

from shared.writing.words import Lexicon

GESTURES: Final = Lexicon(
    {
        # a face is what matters
        "face": (
            "smil*, cry@en, cries, crying, tear@en, tears@en, weep*, eyes, stares, blink*, frown*, grin*, blush*, "
            "lips, face@en, sighs, breathes, hesitat*, whispers, sourit, sourire*, pleure*, larme*, yeux, regard@fr, "
            "visage, visages, faces@en, cligne*, fronce*, rougit, lèvres, soupir*, hésite*, respire, murmure, "
            "chuchote, ferme les yeux, tempes"
        ),
        # somebody looks at something: what they see may follow
        "look": (
            "looks at, looks out, looks up, looks down, looks through, sees, watches, notices, discovers, peers, "
            "spots, reads, finds, regarde, voit, aperçoit, observe, remarque, découvre, contemple, fixe, trouve"
        ),
        # bodies cross the frame
        "travel": (
            "runs, run@en, running, walks, walk, walking, crosses, drives, rides, enters, leaves, climbs, rushes, "
            "follows, chases, flies, sails, swims, arrives, hurries, steps@en, marches@en, cycles, rolls@en, passes, "
            "court vers, court sur, court dans, court après, elle court, il court, courent, marche vers, marchent, "
            "traverse*, conduit@fr, roule@fr, entre dans, entrent, sort@fr, sortent, grimpe*, se précipite, le suit, "
            "la suit, les suit, poursuit, vole@fr, vogue, nage@fr, arrive*, monte*, descend*, avance*, passe@fr, "
            "passent, s'éloigne*, s'enfonce*"
        ),
        # something turns, or is turned around
        "turn": (
            "turns around, spins, dances, twirls, embraces, embrace, kisses, kiss, hug@en, hugs, dance@en, tourne, "
            "tournoie, danse*, valse*, s'enlacent, enlace, embrasse*, s'embrassent"
        ),
        # hands and things
        "hands": (
            "holds, picks up, picks, takes@en, opens, closes, turns, presses, writes, types, pours, places@en, "
            "puts@en, lifts, drops, touches, pulls, pushes, hands@en, hand@en, finger, fingers, tient, ramasse, "
            "prend@fr, ouvre, ferme, appuie, écrit, tape@fr, verse, pose, dépose, soulève, lâche, touche, pousse, "
            "supprime, clique*, click*, compose, sends, envoie, remplit, fills, la main, sa main, mains, doigt, "
            "doigts, serre@fr, glisse, allume, cueille, tend la, tend le, tend une, tend un"
        ),
        # the world grows larger
        "reveal": (
            "reveal*, beyond, vast, horizon, everywhere, empty, whole, far away, distance, in the distance, "
            "disappears, vanishes, révèle*, au-delà, immense, horizon, partout, vide@fr, tout entier, au loin, "
            "disparaît, lointain, s'étend"
        ),
    }
)

THINGS: Final = Lexicon(
    {
        "thing": (
            "letter, letters, cups, bottles, keys, candles, photos, boxes, kettle, teapot, letterbox, mailbox, note, "
            "phone, screen, computer, laptop, mirror, key, keys, photo, photograph, picture, map, book, page, clock, "
            "ring@en, cup, glass, bottle, lamp, lantern, candle, match@en, radio, message, coin@en, box, knife, "
            "envelope, ticket, button, flower, seed, bread, paper, boat@en, kite, umbrella, door, bulb, compass, "
            "postcard, notebook, tape@en, thread, lettre, lettres, tasses, verres, bouteilles, bougies, boîtes, "
            "bouilloire, théière, mot@fr, téléphone, clé, clef, clés, photo, photographie, carte, livre, page, "
            "montre, horloge, bague, tasse, verre, bouteille, lampe, lanterne, bougie, allumette, radio, écran, "
            "ordinateur, boîte aux lettres, rétroviseur, miroir, message, pièce@fr, boîte, couteau, enveloppe, "
            "billet, bouton, fleur, graine, pain@fr, papier, bateau, cerf-volant, parapluie, porte, ampoule, "
            "boussole, carnet, fil@fr, poupée, affiche, pomme@fr, apple, rope, corde"
        ),
    }
)

ACTORS: Final = Lexicon(
    {
        "animal": (
            "dog, dogs, cat, cats, bird, birds, gull, crow, horse, fox, wolf, owl, cow, mouse, rabbit, fish, chien, "
            "chiens, chat@fr, chats, chatte, oiseau, oiseaux, mouette, corbeau, cheval, renard, loup, hibou, vache, "
            "souris, lapin, poisson"
        ),
        "person": (
            "man, men, woman, women, boy, girl, child, children, crowd, waiter, waitress, driver, policeman, police, "
            "people, stranger, neighbours, homme, hommes, femme, femmes, garçon, fille, enfant, enfants, foule, "
            "serveur, serveuse, gens, inconnu, inconnue, voisins, bébé, baby, chauffeur, agents, robot"
        ),
    }
)

SHOWN_WORDS: Final = Lexicon(
    {
        "shown": (
            "screen, title, headline, sign, display*, reads, message, letter, note, caption, article, ad, advert, "
            "poster, newspaper, phone, page, ecran, titre, affich*, annonce, message, lettre, panneau, pancarte, "
            "journal, enseigne, bouton, button, clique*, click*"
        )
    }
)
