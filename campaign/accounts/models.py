"""People: one row for each email address, and what each person agreed to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from campaign.accounts.rights_record import record_removals, record_rights
from clps.addresses import AddressField
from clps.lib.audit import note_role

if TYPE_CHECKING:
    from clps.models import Region
    from motions.models import Champion, Submission

# Where the addresses of people who were removed are: nothing is ever delivered there (RFC 2606, 2).
NOWHERE = "removed.invalid"
# What such a person is called.
WAS_REMOVED = "Somebody who was removed"
# How many rows one statement changes.
CHUNK = 500


class Role(models.TextChoices):
    """What somebody does for the campaign beyond taking part; each but the first is a group of this name."""

    NONE = "", "No role"
    ORGANISER = "Organisers", "Organiser"
    ADMIN = "Admins", "Admin"


class LastOwner(Exception):
    """The site would be left without an owner: nobody could settle who its admins are."""

    def __init__(self) -> None:
        """Say what to do first, in words for a page."""
        super().__init__("This is the last owner. Make somebody else an owner first.")


class WasRemoved(PermissionDenied):
    """Somebody was removed while a form about them was open."""

    def __init__(self) -> None:
        """Say what happened, in words for a page."""
        super().__init__("This person was removed a moment ago. Nothing was saved.")


class UserQuerySet(models.QuerySet["User"]):
    """The words the rest of the code uses for people; and no way to lose the last owner, in bulk either."""

    def owners(self) -> "UserQuerySet":
        """Keep those who may do everything and can sign in."""
        return self.filter(is_superuser=True, is_active=True)

    def organisers(self) -> "UserQuerySet":
        """Keep those who are let into the admin, by name."""
        return self.filter(is_staff=True, is_active=True).order_by("name", "email")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these people; raise LastOwner where no owner would be left.

        Effects: a restored backup does not bring them back.
        """
        with transaction.atomic():
            people = list(self.values_list("pk", "email"))
            with keeping_an_owner():
                deleted = super().delete()
            record_removals(people)
        return deleted

    def update(self, **values: Any) -> int:
        """Change these people; raise LastOwner where no owner would be left."""
        if not values.keys() & OWNERSHIP:
            return super().update(**values)
        with keeping_an_owner():
            return super().update(**values)


class UserManager(BaseUserManager["User"]):
    """Finds and makes people by their address, whose capitals never matter."""

    def get_queryset(self) -> UserQuerySet:
        """Return everybody, in the words of the queryset."""
        return UserQuerySet(self.model, using=self._db)

    def owners(self) -> UserQuerySet:
        """Return those who may do everything and can sign in."""
        return self.get_queryset().owners()

    def organisers(self) -> UserQuerySet:
        """Return those who are let into the admin, by name."""
        return self.get_queryset().organisers()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person who signs in with this address, in whatever capitals they typed it."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they can be written to but cannot sign in."""
        if not email:
            raise ValueError("A person needs an email address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_organiser(
        self, email: str, password: str | None, *, name: str = "", regions: Iterable["Region"] | None = None
    ) -> "User":
        """Make an organiser, of these regions or, with None, of all."""
        user = self.create_user(email, password, name=name)
        user.give_role(Role.ORGANISER, regions=regions)
        return user

    def create_admin(self, email: str, password: str | None, *, name: str = "") -> "User":
        """Make an admin: texts, settings and people are theirs too."""
        user = self.create_user(email, password, name=name)
        user.give_role(Role.ADMIN)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an owner: a person who may do everything in the admin."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def forget(self, people: Sequence["User"], *, at: datetime) -> None:
        """Keep of people no more than an empty row each, what they may do and what they agreed to gone as well.

        A part of removing a person, `campaign.desk.privacy.erasure`, which sees to everything else that is theirs.
        """
        for person in people:
            person.empty(at=at)
        self.bulk_update(people, EMPTIED, batch_size=CHUNK)
        for through in (User.groups.through, User.user_permissions.through, User.regions.through):
            through._default_manager.filter(user__in=people).delete()
        Consent.objects.filter(user__in=people).delete()

    def for_report(self, *, email: str, name: str) -> "User":
        """Return the person with this address, new or known, who is reporting without an account.

        A known person keeps their name: until the address is confirmed, anybody may have typed it. Their row is locked
        until the transaction around it ends: whoever is being removed meanwhile comes back as somebody new.
        """
        defaults = {"name": name, "password": "!"}
        with transaction.atomic(savepoint=False):
            rows = self.select_for_update(of=("self",), no_key=True)
            return rows.get_or_create(email=email.strip().lower(), defaults=defaults)[0]


class User(AbstractBaseUser, PermissionsMixin):
    """A person: an activist we may write to, an organiser, or an admin. The email address is the login."""

    email = AddressField("email address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    email_confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)
    is_staff = models.BooleanField("organiser", default=False, help_text="May sign in to the admin.")
    is_active = models.BooleanField("active", default=True, help_text="Untick this instead of deleting someone.")
    date_joined = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField("details removed at", null=True, blank=True, editable=False)
    regions = models.ManyToManyField(
        "clps.Region",
        blank=True,
        related_name="organisers",
        help_text="For an organiser of some regions only.",
    )
    all_regions = models.BooleanField(
        "all regions", default=False, db_default=False, help_text="An organiser of the whole campaign."
    )
    # Of the demonstration: everybody may know the password, so it alone lets them in.
    is_demonstration = models.BooleanField(default=False, db_default=False, editable=False)
    # A new number ends every session there is, for good. Written by `end_sessions`.
    sign_in_number = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = UserManager()  # type: ignore[misc]

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_its_own_in_any_capitals"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True)
                | Q(name="", email__endswith=f"@{NOWHERE}", is_active=False, is_staff=False, is_superuser=False),
                name="user_who_was_removed_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    def get_short_name(self) -> str:
        """Return what to call them: Django's admin greets with it."""
        return self.called

    @property
    def called(self) -> str:
        """What organisers call them; of somebody who was removed nothing is left to call them by."""
        return WAS_REMOVED if self.removed_at else self.name or self.email

    @cached_property
    def role(self) -> Role:
        """What they do for the campaign. The higher one counts."""
        # All of them, so that groups which are read for many people together are not read again.
        names = {group.name for group in self.groups.all()}
        return next((role for role in (Role.ADMIN, Role.ORGANISER) if role.value in names), Role.NONE)

    @property
    def is_owner(self) -> bool:
        """Whether they may do everything, and can sign in."""
        return self.is_superuser and self.is_active

    @cached_property
    def region_keys(self) -> frozenset[int] | None:
        """The keys of the regions they look after; None means all. Who does not organise looks after none."""
        if not self.is_active or not self.is_staff:
            return frozenset()
        if self.is_superuser or self.role == Role.ADMIN or self.all_regions:
            return None
        return frozenset(region.pk for region in self.regions.all())

    def give_role(self, role: Role, *, regions: Iterable["Region"] | None = None, by: "User | None" = None) -> None:
        """Let them do what the role allows, in these regions or, with None, in all; and nothing else.

        Whoever has a role signs in to the admin; taking the role away takes that away too. No regions at all are no
        reason to refuse: an organiser of none waits for somebody to say what is theirs. Every session ends.
        """
        chosen = list(regions or []) if role == Role.ORGANISER else []
        before = self._reach()
        with transaction.atomic():
            self.is_staff = role != Role.NONE or self.is_superuser
            self.all_regions = role == Role.ORGANISER and regions is None
            self.save(update_fields=["is_staff", "all_regions"])
            named = [Group.objects.get_or_create(name=role.value)[0]] if role != Role.NONE else []
            self.groups.set([*self.groups.exclude(name__in=Role.values), *named])
            self.regions.set(chosen)
            self.end_sessions()
            self._forget_role()
            note_role(self, before=before, after=self._reach(), by=by)
            record_rights(self)

    def _reach(self) -> str:
        """Return what they do and how far it reaches, in words for the audit."""
        if self.role == Role.NONE:
            return ""
        regions = ", ".join(region.name for region in self.regions.all())
        return f"{self.role.label}, {'everywhere' if self.region_keys is None else regions or 'no region'}"

    def _forget_role(self) -> None:
        for known in ("role", "region_keys"):
            self.__dict__.pop(known, None)

    def end_sessions(self) -> None:
        """End every session that they have anywhere: what a session keeps no longer fits."""
        User.objects.filter(pk=self.pk).update(sign_in_number=F("sign_in_number") + 1)
        self.refresh_from_db(fields=["sign_in_number"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what every session keeps of its owner. With another password, address or number it is over.

        Django's own knows of the password alone.
        """
        told = f"{self.password} {self.email} {self.sign_in_number}"
        return salted_hmac("campaign.accounts.session", told, secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise LastOwner where this was the last owner and is none any more.

        Raises WasRemoved where somebody was removed since this was read: a form that was open meanwhile must not
        write back what it had.
        """
        fields = kwargs.get("update_fields")
        if self._state.adding or self.removed_at or (fields is not None and not TELLING & set(fields)):
            self._save(*args, **kwargs)
            return
        with transaction.atomic():
            # Whoever removes somebody holds the row until that stands, so this waits for them.
            row = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=self.pk)
            if any(row.values_list("removed_at", flat=True)):
                raise WasRemoved
            self._save(*args, **kwargs)

    def _save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if self.pk is None or self.is_owner or (fields is not None and not OWNERSHIP & set(fields)):
            super().save(*args, **kwargs)
            return
        with keeping_an_owner():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this person; raise LastOwner where they are the last owner.

        Effects: a restored backup does not bring them back.
        """
        key = self.pk
        with transaction.atomic():
            with keeping_an_owner():
                deleted = super().delete(*args, **kwargs)
            record_removals([(key, self.email)])
        return deleted

    def confirm_address(self, *, at: datetime) -> None:
        """Record that mail to this address reached its owner; the first time counts."""
        if self.email_confirmed_at is None:
            self.email_confirmed_at = at
            self.save(update_fields=["email_confirmed_at"])

    def empty(self, *, at: datetime) -> None:
        """Leave, in this object alone, an empty row, which others rest on and nobody signs in to or writes to."""
        self.email, self.name, self.removed_at = f"{uuid4().hex}@{NOWHERE}", "", at
        self.set_unusable_password()
        self.is_active, self.email_confirmed_at, self.last_login = False, None, None
        self.all_regions = False

    def record_consent(
        self, *, wording: str, submission: "Submission | None" = None, champion: "Champion | None" = None
    ) -> "Consent":
        """Keep what they agreed to, word for word, with the submission or the champion that it was given for."""
        return Consent.objects.create(user=self, submission=submission, champion=champion, wording=wording)


# What somebody is known by, and removing them takes away.
TELLING = frozenset({"email", "name", "email_confirmed_at", "is_active", "password"})
# What `User.empty` changes.
EMPTIED = sorted(TELLING | {"removed_at", "last_login", "all_regions"})
# What an owner is known by.
OWNERSHIP = frozenset({"is_active", "is_superuser"})


@contextmanager
def keeping_an_owner() -> Iterator[None]:
    """Undo what is done inside, and raise LastOwner, where there was an owner before and is none after.

    A site that never had one, such as the demonstration, may go on without.
    """
    with transaction.atomic():
        # Locked, so that two owners who take each other's rights away wait for one another.
        before = list(User.objects.owners().select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        yield
        if before and not User.objects.owners().exists():
            raise LastOwner


class Consent(models.Model):
    """What a person agreed to, in the words that they were shown."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    submission = models.OneToOneField(
        "motions.Submission", on_delete=models.CASCADE, null=True, blank=True, related_name="consent"
    )
    # Several for one champion: they may withdraw and offer again, and agree later to be introduced.
    champion = models.ForeignKey(
        "motions.Champion", on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    wording = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False, champion__isnull=True)
                | Q(submission__isnull=True, champion__isnull=False),
                name="consent_is_for_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"Consent of {self.given_at:%d %B %Y}"
