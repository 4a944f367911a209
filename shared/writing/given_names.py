"""Given names that nearly always are a woman's or a man's, in English and French.

The one rule: a name that both bear (Camille, Dominique, Alex, Sam) stands in neither list: then nobody guesses.
"""

from typing import Final

from shared.writing.words import fold, tokens

_SHE: Final = frozenset(
    "abigail adele agathe agnes alice alicia amelie amina amy anais andrea angela anita ann anna annabelle anne "
    "annette antoinette aurelie beatrice betty brigitte carla carmen caroline catherine cecile celine chantal "
    "charlotte chloe christine claire clara clemence clementine colette daphne deborah delphine denise diana "
    "diane dorothy edith elena eleonore elisa elisabeth elise eliza elizabeth ella ellen elodie eloise elsa "
    "emilie emily emma esther eugenie eva evelyn fatima fiona florence francoise gabrielle genevieve georgia gina "
    "giselle grace hannah heather helen helena helene henriette ida ines ingrid irene iris isabel isabella "
    "isabelle jacqueline jane janet jeanne jennifer jessica joan johanna josephine judith julia julie juliette "
    "karen kate katherine kathleen laura laurence lea leila lena leonie lily linda lisa louise lucie lucy lydia "
    "madeleine margaret margot marguerite maria mariana marianne marie marine marion marta martha marthe martine "
    "mary mathilde maud melanie mia michelle mireille monica monique nadia nancy natalie natasha nathalie nicole "
    "nina noemie nora odette olga olivia ophelie patricia paula pauline penelope rachel rebecca regine renata "
    "rosa rosalie rose ruth sabine sally salome sandra sara sarah simone solange solene sonia sophia sophie "
    "stella stephanie susan suzanne sylvie teresa theresa valerie vanessa vera veronique victoria virginie "
    "yasmine yvette yvonne zoe".split()
)
_HE: Final = frozenset(
    "aaron abel adam adrien ahmed alain albert alexandre alfred andre andrew anthony antoine antonio arnaud "
    "arthur auguste baptiste bashir benjamin benoit bernard bertrand boris brian bruno carl carlos cedric charles "
    "christian christophe clement colin cyril daniel david denis didier dimitri donald edgar edmond edouard "
    "edward emile emmanuel eric ernest etienne eugene fabien fabrice felix ferdinand fernand florian francis "
    "francois frank frederic gaston geoffrey george georges gerald gerard gilbert gilles gregoire gregory "
    "guillaume gustave guy harold harry hector henri henry herbert hubert hugh hugo ian igor isaac ivan jack "
    "jacob jacques james jason jean jeremie jerome jim john jonathan joseph joshua jules julien justin karim "
    "kevin laurent lawrence leo leon leonard lionel louis luc lucas lucien ludovic luke marc marcel marcus mario "
    "marius mark martin mathieu matthew matthieu maurice max maxime michael mohamed nathan nicolas noah norbert "
    "oliver olivier oscar otto pascal patrick paul peter philip philippe pierre quentin ralph raoul raphael "
    "raymond remi richard robert roger roland romain roman samuel sebastien serge shawn simon stanislas stephane "
    "stephen steven sylvain tanguy theo theodore thibault thierry thomas timothy tom tony victor vincent walter "
    "werner wilfried william xavier yann yves zachary".split()
)


def sex_of(name: str) -> str:
    """`she`, `he`, or nothing, by the first given name in it. MARIE-CLAUDE is a woman, CAMILLE may be either."""
    for token in tokens(name):
        if (word := fold(token.word)) in _SHE:
            return "she"
        if word in _HE:
            return "he"
    return ""
