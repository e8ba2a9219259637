"""Files by which two offices are paired."""

from typing import Protocol

from ca_desktop.domain.identities import NodeSecrets
from ca_desktop.domain.pairing import CentreCard, Commune, Offer, Request
from ca_desktop.services.ports.files import CentrePast


class PairingPort(Protocol):
    """Pairing files and the signatures in them."""

    def card_bytes(self, card: CentreCard) -> bytes:
        """Write who a centre is."""

    def read_card(self, data: bytes) -> CentreCard:
        """Read who a centre is and check the root's certificate."""

    def past_bytes(self, past: CentrePast) -> bytes:
        """Write what a commune holds of its centre."""

    def offer_bytes(self, offer: Offer) -> bytes:
        """Write an offer."""

    def read_offer(self, data: bytes) -> Offer:
        """Read an offer and check the root's certificate."""

    def request_bytes(
        self, offer: Offer, code: str, commune: Commune, secrets: NodeSecrets
    ) -> bytes:
        """Answer an offer: signed by the node and bound to the one-time code."""

    def read_request(self, data: bytes) -> Request:
        """Read a request and check its signature."""

    def code_holds(self, request: Request, code: str) -> bool:
        """Tell whether the request was made with this one-time code."""
