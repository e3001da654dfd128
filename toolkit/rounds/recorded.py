"""The files that the ledger tells one thing of: very many, in little memory."""

from toolkit.model import Places
from toolkit.rounds.events import EventKind
from toolkit.rounds.ledger import Ledger


class Recorded:
    """The digests of all events of a kind that are there now; to be asked while the ledger is open."""

    def __init__(self, ledger: Ledger, kind: EventKind) -> None:
        self._ledger = ledger
        self._numbers = Places((event.digest, event.number) for event in ledger.events(kinds={kind}))

    def __contains__(self, digest: str) -> bool:
        return any(self._ledger.event(number).digest == digest for number in self._numbers.of(digest))
