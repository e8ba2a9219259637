"""The key file of an open office, and the organisation's way into a closed one."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from ca_desktop.domain.errors import DatabaseDamaged, UserError, WrongPassphrase
from ca_desktop.domain.identities import KEY_BYTES, fingerprint
from ca_desktop.domain.secret_codes import grouped, write_code
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.exchange.keys import box_public, escrow_private, root_from_seed, sign, verify
from ca_desktop.exchange.seal import open_bytes, seal_bytes
from ca_desktop.vault import passphrases
from ca_desktop.vault.key_files import clerks_in, is_machine_bound
from ca_desktop.vault.keys import (
    add_clerk_slot,
    escrow_slot,
    open_key_file,
    put_escrow_slot,
    remove_clerk_slot,
    renew_recovery,
)
from ca_desktop.vault.layout import KEYS
from ca_desktop.vault.machine import machine_secret


class KeyFile:
    """See `ca_desktop.services.ports.keys.KeyFilePort`."""

    def __init__(self, folder: Path, key: bytes, *, by_recovery: bool) -> None:
        self._path = folder / KEYS
        self._key = key
        self._by_recovery = by_recovery

    def holds(self, public: bytes, what: str, message: bytes, signature: bytes, /) -> bool:
        """Tell whether a key signed a message as a ``what``."""
        return verify(public, what, message, signature)

    def sign(self, seed: bytes, what: str, message: bytes) -> bytes:
        """Sign a message as a ``what``."""
        return sign(seed, what, message)

    def root(self, seed: bytes) -> tuple[bytes, bytes, bytes]:
        """Return the root's secret, its public key and the escrow public key of a seed."""
        return root_from_seed(seed)

    def whose(self, passphrase: str) -> str | None:
        """Return the user id whose passphrase this is; empty for the recovery code.

        A recovery code that opened the office is nobody else's.
        """
        machine = self._machine()
        try:
            opened = open_key_file(self._path, passphrase, user_id=None, machine_secret=machine)
        except WrongPassphrase:
            return None
        if opened.by_recovery and self._by_recovery:
            return None
        return opened.user_id or ""

    def opens(self, user_id: str, passphrase: str) -> bool:
        """Tell whether this is the passphrase of a person."""
        try:
            open_key_file(self._path, passphrase, user_id=user_id, machine_secret=self._machine())
        except WrongPassphrase:
            return False
        return True

    def owners(self) -> frozenset[str]:
        """Return the user ids that have a passphrase on this machine."""
        return frozenset(clerks_in(self._path))

    def check_passphrase(self, passphrase: str, words: Iterable[str]) -> None:
        """Refuse a passphrase that is guessed first; training offices take any."""
        if is_machine_bound(self._path):
            passphrases.check_new_passphrase(passphrase, words)

    def give_slot(self, user_id: str, passphrase: str) -> None:
        """Let a passphrase open the office for a person, in the place of an earlier one."""
        bound = is_machine_bound(self._path)
        add_clerk_slot(
            self._path,
            user_id=user_id,
            passphrase=passphrase,
            key=self._key,
            cost=passphrases.calibrate() if bound else passphrases.TRAINING,
            machine_secret=self._machine(),
            write=write_atomically,
        )

    def drop_slot(self, user_id: str) -> None:
        """Let nothing open the office for a person any more."""
        remove_clerk_slot(self._path, user_id, write=write_atomically)

    def stretch_pin(self, pin: str, salt: bytes) -> bytes:
        """Return what is kept of a PIN."""
        bound = is_machine_bound(self._path)
        return passphrases.stretch(pin, salt, passphrases.FLOOR if bound else passphrases.TRAINING)

    def _machine(self) -> bytes | None:
        return machine_secret(make=False) if is_machine_bound(self._path) else None

    def let_help(self, escrow: bytes) -> None:
        """Give the organisation a slot in the key file, replacing that of another root."""
        give_help(self._path, self._key, escrow)

    def helped_by(self) -> str:
        """Return the fingerprint of the escrow key that has a slot; empty for none."""
        return escrow_slot(self._path)[0]

    def open_with_root(self, path: Path, seed: bytes) -> str:
        """Open a key file with the organisation's seed and give it a new recovery code."""
        return open_with_root(path, seed)


def give_help(path: Path, key: bytes, escrow: bytes) -> None:
    """Seal a database key to the organisation's escrow key, in a slot of the key file."""
    put_escrow_slot(path, fingerprint(escrow), seal_bytes(key, escrow), write=write_atomically)


def open_with_root(path: Path, seed: bytes) -> str:
    """Open a key file with the organisation's seed and give it a new recovery code.

    Raises:
        UserError: NO-HELP-SLOT the file has no slot of this root.
        DatabaseMissing, DatabaseDamaged, DatabaseTooNew: it is no key file.
    """
    private = escrow_private(seed)
    owner, sealed = escrow_slot(path)
    if owner != fingerprint(box_public(private)):
        raise UserError("NO-HELP-SLOT")
    key = open_bytes(sealed, private)
    if key is None or len(key) != KEY_BYTES:
        raise DatabaseDamaged(check="keys.json")
    code = write_code(secrets.token_bytes(16))
    cost = passphrases.calibrate() if is_machine_bound(path) else passphrases.TRAINING
    renew_recovery(path, key, code, cost, write=write_atomically)
    return grouped(code)
