"""What somebody may do, in a word that is kept outside the database.

A backup that is brought back must not give anybody back what was taken away since. So each change of what somebody
may do leaves a line in the list of `campaign.operations.tombstones`, and a restore lets nobody do more than their last
line says.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from campaign.operations.tombstones import TombstoneKind, remember, remember_all


class Person(Protocol):
    """What is asked of a person, who is a row of `campaign.accounts.models`."""

    pk: Any
    is_active: Any
    is_superuser: Any
    all_regions: Any
    regions: Any

    @property
    def role(self) -> str:
        """What they do, as the name of a group; nothing where they only take part."""


# Stands before what somebody would have, where they cannot sign in; who may do everything; in all regions.
OFF, OWNER, EVERYWHERE = "off", "owner", "*"


def rights_as_text(person: Person) -> str:
    """Return what somebody may do: “owner”, “Admins:”, “Organisers:*”, “Organisers:wales,london”, or nothing.

    Before it stands “off” where they cannot sign in: “off Organisers:*” is what they have once switched on again.
    """
    if not person.is_active:
        return f"{OFF} {_rights_when_on(person)}".rstrip()
    return _rights_when_on(person)


def _rights_when_on(person: Person) -> str:
    if person.is_superuser:
        return OWNER
    if not person.role:
        return ""
    # An admin looks after all of them, and none is named.
    regions = [EVERYWHERE] if person.all_regions else sorted(person.regions.values_list("slug", flat=True))
    return f"{person.role}:{','.join(regions)}"


def record_rights(person: Person) -> None:
    """Add what somebody may do from now on to the list. Raises OSError where it cannot be written."""
    remember(TombstoneKind.RIGHTS, name_of(person.pk), about=rights_as_text(person))


def record_removals(people: Iterable[tuple[int, str]]) -> None:
    """Add to the list that people were removed, each given by key and address. Raises OSError as above.

    By their key, whatever address a backup has of them; by the address, whatever invitation it has to that mailbox.
    """
    remember_all(TombstoneKind.REMOVED, [name for key, address in people for name in (address, name_of(key))])


def name_of(key: int) -> str:
    """Return by what the list knows a person here: their key stays theirs when their address becomes another."""
    return f"person:{key}"
