"""Who is woken by the news of which conversation."""

from __future__ import annotations

from bot.messaging.listeners import ANY, Listeners


def test_news_wake_who_listens_to_their_conversation_or_to_any() -> None:
    listeners = Listeners()
    followed: list[int] = []
    listeners.follow(followed.append)
    with (
        listeners.listen(1, 2) as both,
        listeners.listen(3) as other,
        listeners.listen(ANY) as every,
    ):
        listeners.tell(2)
        assert (both.is_set(), other.is_set(), every.is_set()) == (True, False, True)
        every.clear()
        listeners.wake_only(3)
        assert (other.is_set(), every.is_set()) == (True, False)
    assert followed == [2]


def test_who_listens_to_others_hears_those_only() -> None:
    listeners = Listeners()
    with listeners.listen(1) as news:
        assert news.listen_to({2, 3})
        assert not news.listen_to({3})
        for left in (1, 2):
            listeners.tell(left)
        assert not news.is_set()
        listeners.tell(3)
        assert news.is_set()


def test_after_missed_news_everybody_is_woken() -> None:
    listeners = Listeners()
    with listeners.listen(1) as one, listeners.listen(2) as two:
        listeners.wake_all()
        assert one.is_set()
        assert two.is_set()
