"""What enters a notebook only when the person asks for it."""

from __future__ import annotations

import pytest

from bot.notebook.sensitive_topics import is_sensitive


@pytest.mark.parametrize(
    "words",
    [
        "je suis malade depuis deux ans",
        "mes enfants malades",
        "mon handicap",
        "j'ai un TDAH",
        "je vois une psy",
        "chui enceinte",
        "je suis marocain",
        "chez nous au bled on construit",
        "je prie à la mosquée le vendredi",
        "j'attends mes papiers, sans papiers c'est dur",
        "je suis demandeur d'asile",
        "je sors de prison",
        "mon père est en prison",
        "j'ai un casier judiciaire",
        "j'ai mal au dos je ne peux plus porter",
        "jveux pas d'écran jai lépilepsie",
        "j'ai pas de papiers",
        "il est allergique à l'huile",
        "j'ai un genou foutu",
        "jveux pas travailler avec du porc",
        "je prends des médocs",
        "j'ai l'annexe 26",
        "je viens du Maroc",
        "ma famille est marocaine",
        "je porte le foulard",
        "je suis bipolaire",
        "j'ai des crises d'angoisse",
        "la police m'a arrêté",
        "j'ai fait de la taule",
        "j'ai aidé ma mère malade",
        "chui diabétique et je gère tout seul",
        "je donnais les médicaments à mon grand-père",
        "j'ai fait une dépression et je m'en suis sortie",
        "je chantais à l'église",
        "j'animais des cours à la mosquée",
        "je suis marocaine et je traduis pour tout le monde",
        "je suis arrivé comme réfugié et j'ai tout appris",
        "on n'avait pas de titre de séjour",
        "j'ai appris à cuisiner en prison",
        "des travaux d'intérêt général au parc",
        "j'ai fait un AVC",
    ],
)
def test_private_matters_stay_out(words: str) -> None:
    assert is_sensitive(words)


@pytest.mark.parametrize(
    "words",
    [
        "jpeu venir avc ma mere",
        "j'aime aider les gens malades",
        "travailler avec des personnes handicapées",
        "m'occuper des enfants autistes",
        "comprendre les maladies",
        "devenir psychologue",
        "accueillir les réfugiés",
        "je veux travailler dans un hôpital",
        "policier ou avocate",
        "soigner les animaux malades",
        "l'histoire des religions",
        "réparer des vélos",
        "je suis fort en maths",
        "remplir des papiers toute la journée",
        "la mécanique du cœur des machines",
        "trier les papiers",
        "je viens de finir ma rhéto",
        "apprendre l'italien",
        "je mange un pain au chocolat",
        "j'ai fait un stage à l'hôpital",
        "un job au tribunal, à l'accueil",
        "je fais de la voile et du foot",
        "je traduis les lettres pour mes parents",
        "j'ai gardé mes petits frères",
        "j'étais chef scout",
        "les premiers secours, je connais",
        "je suis parti à l'étranger un an comme serveur",
        "j'arbitre, je dois juger vite",
    ],
)
def test_what_one_does_or_likes_enters(words: str) -> None:
    assert not is_sensitive(words)
