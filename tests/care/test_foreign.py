"""CARE S1b, S2: plain sentences of distress are heard in the languages that are recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.detector import detect
from bot.care.foreign_patterns import find_foreign_distress
from bot.care.signals import DANGER, FRIEND

SUICIDE, SELF, HOME, SEXUAL, MARRIAGE, HOMELESS = (
    "suicide",
    "self_harm",
    "home_violence",
    "sexual_violence",
    "forced_marriage",
    "homeless",
)
TOLD = [
    ("nl", SUICIDE, "Ik wil gewoon dood, ik kan niet meer"),
    ("nl", SUICIDE, "ik denk vaak aan zelfmoord"),
    ("nl", SELF, "ik snijd mezelf 's avonds"),
    ("nl", HOME, "mijn stiefvader slaat mij elke week"),
    ("nl", HOME, "ik ben bang voor mijn man"),
    ("nl", MARRIAGE, "mijn ouders dwingen me om te trouwen"),
    ("nl", HOMELESS, "ik heb vannacht nergens om te slapen"),
    ("en", SUICIDE, "I just want to die"),
    ("en", SUICIDE, "i don't want to live anymore"),
    ("en", SUICIDE, "I’m going to kill myself"),
    ("en", SELF, "i cut myself every night"),
    ("en", HOME, "my dad hits me when he drinks"),
    ("en", HOME, "I'm scared of my boyfriend"),
    ("en", SEXUAL, "I was raped last year"),
    ("en", MARRIAGE, "they are forcing me to marry my cousin"),
    ("en", HOMELESS, "I have nowhere to sleep tonight"),
    ("de", SUICIDE, "Ich will nicht mehr leben"),
    ("de", SUICIDE, "ich möchte sterben"),
    ("de", SELF, "ich ritze mich"),
    ("de", HOME, "Mein Vater schlägt mich jeden Tag"),
    ("de", HOME, "ich habe Angst vor meinem Mann"),
    ("de", MARRIAGE, "meine Eltern zwingen mich, ihn zu heiraten"),
    ("de", HOMELESS, "ich weiß nicht, wo ich heute Nacht schlafen soll"),
    ("es", SUICIDE, "ya no quiero vivir"),
    ("es", SUICIDE, "quiero morirme"),
    ("es", SELF, "me corto los brazos"),
    ("es", HOME, "mi padre me pega"),
    ("es", HOME, "tengo miedo de mi marido"),
    ("es", MARRIAGE, "me quieren obligar a casarme"),
    ("es", HOMELESS, "no tengo donde dormir esta noche"),
    ("it", SUICIDE, "voglio morire"),
    ("it", SUICIDE, "non voglio più vivere"),
    ("it", SELF, "mi taglio le braccia"),
    ("it", HOME, "mio padre mi picchia"),
    ("it", HOME, "ho paura di mio marito"),
    ("it", MARRIAGE, "i miei mi obbligano a sposare un uomo"),
    ("it", HOMELESS, "stanotte non ho un posto dove dormire"),
    ("tr", SUICIDE, "Ölmek istiyorum"),
    ("tr", SUICIDE, "artık yaşamak istemiyorum"),
    ("tr", SELF, "kendimi kesiyorum"),
    ("tr", HOME, "babam beni her gün dövüyor"),
    ("tr", HOME, "kocamdan çok korkuyorum"),
    ("tr", MARRIAGE, "beni zorla evlendirecekler"),
    ("tr", HOMELESS, "bu gece kalacak yerim yok"),
    ("ro", SUICIDE, "vreau să mor"),
    ("ro", SUICIDE, "nu mai vreau să trăiesc"),
    ("ro", SELF, "mă tai pe mâini"),
    ("ro", HOME, "tatăl meu mă bate"),
    ("ro", HOME, "mi-e frică de soțul meu"),
    ("ro", MARRIAGE, "părinții mă obligă să mă mărit"),
    ("ro", HOMELESS, "nu am unde să dorm"),
    ("uk", SUICIDE, "Я хочу померти"),
    ("uk", SUICIDE, "не хочу більше жити"),
    ("uk", SELF, "я ріжу собі руки"),
    ("uk", HOME, "батько б'є мене"),
    ("uk", HOME, "я боюся свого чоловіка"),
    ("uk", MARRIAGE, "мене змушують вийти заміж"),
    ("uk", HOMELESS, "мені ніде ночувати"),
    ("ar", SUICIDE, "أريد أن أموت"),
    ("ar", SUICIDE, "لا أريد أن أعيش"),
    ("ar", SELF, "أجرح نفسي"),
    ("ar", HOME, "أبي يضربني كل يوم"),
    ("ar", HOME, "أخاف من زوجي"),
    ("ar", MARRIAGE, "يجبرونني على الزواج"),
    ("ar", HOMELESS, "ليس لدي مكان أنام فيه"),
    ("darija", SUICIDE, "bghit nmout"),
    ("darija", SELF, "kanjre7 rassi"),
    ("darija", HOME, "baba kaydrebni kol nhar"),
    ("darija", HOME, "kankhaf men rajli"),
    ("darija", MARRIAGE, "bghaw yzewjouni bzez"),
    ("darija", HOMELESS, "ma3ndich fin n3es"),
    ("darija", SUICIDE, "n7eb nmout"),
    ("darija", HOME, "rajli yedrebni kol lila"),
    ("darija", HOMELESS, "ma 3andich win nerqed"),
    ("pt", SUICIDE, "já não quero viver"),
    ("pt", SUICIDE, "só quero morrer"),
    ("pt", SELF, "corto-me nos braços"),
    ("pt", HOME, "o meu marido bate-me"),
    ("pt", HOME, "tenho medo do meu pai"),
    ("pt", SEXUAL, "fui estuprada"),
    ("pt", MARRIAGE, "obrigam-me a casar com um primo"),
    ("pt", HOMELESS, "não tenho onde dormir"),
    ("ar", SUICIDE, "baddi mout, ta3ebt"),
    ("ar", SUICIDE, "3ayez amout"),
    ("ar", SUICIDE, "ma badde 3ish b2a"),
    ("ar", HOME, "jozi byedrobni"),
    ("ar", HOME, "bkhaf men abi"),
    ("ar", HOMELESS, "ma 3andi makan nam"),
    ("uk", SUICIDE, "ia khochu pomerty"),
    ("uk", SUICIDE, "ne hochu bilshe zhyty"),
    ("uk", HOME, "cholovik bie mene"),
    ("uk", HOME, "boiusia svoho batka"),
    ("uk", HOMELESS, "meni nide nochuvaty"),
]
OF_ANOTHER = [
    ("nl", "mijn dochter zegt dat ze niet meer wil leven"),
    ("en", "my brother keeps saying he wants to kill himself"),
    ("de", "meine Schwester sagt, dass sie sterben will"),
    ("es", "mi hija dice que se quiere matar"),
    ("it", "mio fratello dice che vuole farla finita"),
    ("tr", "kardeşim intihar etmek istediğini söylüyor"),
    ("ro", "sora mea spune că nu mai vrea să trăiască"),
    ("uk", "моя донька каже, що не хоче жити"),
    ("darija", "khoya bgha ymout"),
    ("pt", "a minha filha disse que quer morrer"),
]
HARMLESS = [
    "my brother never wanted to die, he wants to be a cook",
    "mi hermano no quiere morir, quiere ser cocinero",
    "meu irmão quer morrer de rir",
    "mijn broer wil niet sterven van de honger",
    "I don't want to die of boredom in an office",
    "we want to be hit by new ideas",
    "I hit my finger with a hammer at work",
    "ik wil niet dood, ik wil lasser worden",
    "ik wil graag kapper worden",
    "mijn vader slaat een spijker in de muur",
    "ich will nicht sterben, nur lernen",
    "mein Vater schlägt vor, dass ich Elektriker werde",
    "no quiero morir de aburrimiento",
    "quiero vivir en Lieja",
    "no quiero vivir en un kot",
    "voglio morire dal ridere",
    "non voglio vivere qui da solo",
    "ölmek istemiyorum, yaşamak istiyorum",
    "nu vreau să mor de foame",
    "я не хочу помирати",
    "хочу вчитися на зварника",
    "لا أريد أن أموت",
    "أريد أن أعمل",
    "bghit nkhdem f restaurant",
    "je veux devenir infirmière",
    "mi sono tagliata i capelli, cerco lavoro",
    "i cut myself in the kitchen at work",
    "não quero viver em Bruxelas",
    "quero morrer de rir",
    "ma baddi mout mn el jou3",
    "ma badde kammel el dirase",
    "baba lawyer w mama momarrida",
    "ne khochu pomerty z holodu",
    "ne khochu zhyty v hurtozhytku",
    "cholovik ne bie mene, vin shukaie robotu",
    "n7eb nekhdem, ma n7ebch lil",
]


@pytest.mark.parametrize(("language", "topic", "said"), TOLD)
def test_s1b_plain_distress_is_heard_in_each_language(language: str, topic: str, said: str) -> None:
    found = find_foreign_distress(said)
    assert found is not None
    assert (found.language, found.topic) == (language, topic)
    assert detect(said)


@pytest.mark.parametrize(("language", "said"), OF_ANOTHER)
def test_s1b_somebody_elses_wish_to_die_is_heard_as_theirs(language: str, said: str) -> None:
    found = find_foreign_distress(said)
    assert found is not None
    assert found.language == language
    assert (detect(said).level, detect(said).topic) == (DANGER, FRIEND)


@pytest.mark.parametrize("said", HARMLESS)
def test_s1b_what_is_denied_or_figurative_is_not(said: str) -> None:
    assert find_foreign_distress(said) is None


@given(st.text(max_size=200))
def test_s1b_reading_other_languages_never_raises(text: str) -> None:
    find_foreign_distress(text)
