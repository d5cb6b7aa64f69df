"""Nothing is shown twice."""

from __future__ import annotations

from bot.messages import Card, Choice, Reply
from bot.messaging.reply_composition import drop_duplicate_replies, drop_known_cards

WAY = Card("Y arriver : luthière", "…", choices=(Choice("Où se former", "t1"),))


def test_two_acts_with_one_answer_say_it_once() -> None:
    first, same = Reply("Trois ans.", cards=(WAY,)), Reply("Trois ans.", cards=(WAY,))
    other = Reply("Deux ans.", cards=(WAY,))
    assert drop_duplicate_replies([first, other, same]) == [first, other]


def test_a_second_answer_with_less_of_its_source_is_the_same() -> None:
    first = Reply("Trois ans.\n(À confirmer auprès de l'école. Source : un programme.)")
    second = Reply("Trois ans.\n(Source : un programme.)")
    assert drop_duplicate_replies([first, second]) == [first]
    assert drop_duplicate_replies([second, first]) == [first]


def test_a_card_of_the_answer_before_gives_way_to_the_sentence() -> None:
    [reply] = drop_known_cards([Reply("Trois ans.", cards=(WAY,))], {WAY.title})
    assert reply.text == "Trois ans."
    assert not reply.cards
    assert [choice.label for choice in reply.choices] == ["Où se former"]


def test_a_card_that_is_all_of_the_answer_stays() -> None:
    alone = Reply("", cards=(WAY,))
    assert drop_known_cards([alone], {WAY.title}) == [alone]
