"""The address that a hamlet makes, where nobody has typed another one."""

from ca_desktop.ui.widgets.fields import TextField


class HamletAddress:
    """Keeps an address in step with the hamlet beside it.

    Attributes:
        unit: name of this office, which stands behind a hamlet; empty until it is known.
        pinned: the hamlet stays whatever address comes.
    """

    def __init__(self, hamlet: TextField, address: TextField) -> None:
        self.unit = ""
        self.pinned = False
        self._hamlet, self._address = hamlet, address
        self._made = self._lent = ""

    def write(self) -> None:
        """Write the address that the hamlet makes, where nobody has typed another one."""
        hamlet = self._hamlet.value()
        if self._address.value() == self._made:
            self._made = f"{hamlet}, {self.unit}" if hamlet and self.unit else hamlet
            self._address.fill(self._made)

    def lend(self) -> None:
        """Write an address that nobody has chosen for this citizen: what is known of them wins."""
        self.write()
        self._lent = self._made

    def lends(self, address: str) -> bool:
        """Tell whether an address is only lent."""
        return bool(address) and address == self._lent

    def replaced(self) -> None:
        """Take the address that a card brought; where it brought none, a pinned hamlet makes it."""
        self.forget()
        if self.pinned:
            self.lend()
        else:
            self._hamlet.begin()

    def forget(self) -> None:
        """What stands in the address now was made of no hamlet."""
        self._made = self._lent = ""
