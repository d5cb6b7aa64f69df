"""Who is woken by the news of which conversation."""

from __future__ import annotations

import asyncio

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


async def test_streams_end_one_after_the_other() -> None:
    """Pages that all came back at once would keep the process from answering."""
    listeners, ended = Listeners(), []
    loop = asyncio.get_running_loop()

    async def follow(conversation: int) -> None:
        with listeners.listen(conversation) as news:
            await news.wait()
            ended.append(loop.time())

    following = [asyncio.create_task(follow(number)) for number in range(5)]
    await asyncio.sleep(0)
    listeners.close(0.05)
    listeners.close(0.05)  # each stream says so
    await asyncio.gather(*following)
    assert listeners.closed
    assert ended == sorted(set(ended))


def test_after_missed_news_everybody_is_woken() -> None:
    listeners = Listeners()
    with listeners.listen(1) as one, listeners.listen(2) as two:
        listeners.wake_all()
        assert one.is_set()
        assert two.is_set()
