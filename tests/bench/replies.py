"""How well replies are read, as `make bench-replies` prints it: precision and recall for each half of the corpus."""

from datetime import date

from campaign.mail.inbound.suggesting import suggest
from tests.mail.inbound.corpus import HALVES, replies

ON = date(2027, 2, 20)


def main() -> None:
    for half in HALVES:
        told = list(replies(half))
        found = [(reply, suggest(reply.words, on=ON)) for reply in told]
        suggested = [(reply, one) for reply, one in found if one is not None]
        right = sum(one.outcome == reply.outcome for reply, one in suggested)
        plain = sum(reply.outcome is not None for reply in told)
        print(
            f"{half.replace('_', ' ')}: {len(told)} replies, {plain} say it plainly; "
            f"precision {right}/{len(suggested)} = {right / len(suggested):.3f}, recall {right / plain:.3f}"
        )


if __name__ == "__main__":
    main()
