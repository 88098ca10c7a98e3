"""What somebody may do, in a word that is kept outside the database.

A backup that is brought back must not give anybody back what was taken away since. So each change of what somebody
may do leaves a line in the list of `campaign.operations.tombstones`, and a restore lets nobody do more than their last
line says.
"""

from typing import Any, Protocol

from campaign.operations.tombstones import TombstoneKind, remember


class Person(Protocol):
    """What is asked of a person, who is a row of `campaign.accounts.models`."""

    pk: Any
    is_active: Any
    is_superuser: Any
    regions: Any

    @property
    def role(self) -> str:
        """What they do, as the name of a group; nothing where they only take part."""

    @property
    def region_keys(self) -> frozenset[int] | None:
        """The regions they look after; None means all."""


# Somebody who cannot sign in, whatever else they are; somebody who may do everything; and no region in particular.
OFF, OWNER, EVERYWHERE = "off", "owner", "*"


def reach_in_a_word(person: Person) -> str:
    """Return what somebody may do: “off”, “owner”, “Admins:*”, “Organisers:wales,london”, or nothing."""
    if not person.is_active:
        return OFF
    if person.is_superuser:
        return OWNER
    if not person.role:
        return ""
    keys = person.region_keys
    regions = [EVERYWHERE] if keys is None else sorted(person.regions.values_list("slug", flat=True))
    return f"{person.role}:{','.join(regions)}"


def remember_reach(person: Person) -> None:
    """Add what somebody may do from now on to the list. Raises OSError where it cannot be written."""
    remember(TombstoneKind.RIGHTS, name_of(person.pk), about=reach_in_a_word(person))


def name_of(key: int) -> str:
    """Return by what the list knows a person here: their key stays theirs when their address becomes another."""
    return f"person:{key}"
