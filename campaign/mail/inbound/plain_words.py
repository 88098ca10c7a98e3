"""What may stand around the words of an outcome, so that they are sure to be said of our motion and our meeting.

Any other word may name something that is not ours, or turn the meaning round; then nothing is read. They are written
in small letters, with plain hyphens and apostrophes.
"""

import re

from motions.enums import Outcome

# What may stand before "passed" for it to be said of our motion and nothing else.
_PLAIN_BEFORE = """
it its it's this that ours yours we they the our your my motion itself conference model vote meeting members
everyone everybody all gc clp agm branch was were is has have had been got just finally eventually narrowly easily
comfortably overwhelmingly heavily convincingly clearly duly safely sadly unfortunately happily luckily sorry great
good bad sad brilliant excellent wonderful fantastic news hi hello hiya hey dear annwyl yes yep yay hurray hooray no
oh well ok okay so and i i'm im am are happy pleased glad delighted proud afraid to say tell report confirm you let
know can that's in the end after on at by with a an very really quite long short lively good heated debate
discussion last night tonight yesterday today this evening morning monday tuesday wednesday thursday friday saturday
sunday thanks thank much for help update result outcome here is alas much did do does large big huge clear majority
unanimously nearly-all now went gone sailed
"""
PLAIN_BEFORE = frozenset(_PLAIN_BEFORE.split())
# What may follow "passed" up to the next comma or "and". Any other word may be what was passed, and it is not ours.
_PLAIN_AFTER = """
about abstain abstained abstaining abstention abstentions acclamation against almost amended amendment amendments
any anyone apart applause april as ballot be because being both branches but by casting chair's changes clapping
close closely colours comfortable comfortably comrades con count counted counting decent decisive despite dissent
dissenting each easily everyone's except expected favour few first flying following for fully general half hand
handily hands handsome healthy heated hooray if in into landslide late left little lot lots loud margin massive may
members' mile minor minute months more most much narrow narrowly near nem next nod nobody none note objection
objections of officially once one online only opposed opposing opposition original others our out outright over
overall overwhelming overwhelmingly people place poll present proxy quickly quorum raised recount resounding result
resoundingly ringing roughly round row second secret seven show since single slight slightly slim small smoothly
solid some soon sorry split straight strong strongly substantial such sure tally tellers ten than their them there
these those three through ticket tiny today's together tonight's total turnout two unamended unanimous unanimously
unopposed until up version via virtually voice vote votes voted voting was week were whole v vs wide problem
problems trouble bother fuss winning without word words yes your zoom pass carry win get january february march june
july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed
thu thur thurs fri sat sun am pm
"""
PLAIN_AFTER = PLAIN_BEFORE | frozenset(_PLAIN_AFTER.split())
CLAUSE_ENDS = re.compile(r"[,:()\"]| - |\b(?:and|so|which|because|after|although|though|despite|thanks|but)\b")
# Beside words of what is no count of votes: who did it, why, and when it comes again.
_PLAIN_REST = """
agenda agendas any anybody anyone's attended available bad because before bottom business call called came chair
chairman chairperson choose comes composite conference constituency course cut decided delegates else enough even
executive ec committee far finished full further future guest having heard hearing however i'd i've ill illness
instead item items it'd lack later list mover next no-one nobody nobody's noone now order otherwise owing party
people policy proposed proposer put quorate quorum reached read really room said says seconded seconder secretary
shame short snow somebody someone speaker speakers speech still storm support text their then there till time times
took turned union until venue want wanted weather went wish words work would wouldn't could couldn't should find
found get gets getting date evening's hour hours week weeks again back off over up ago end month officer officers
forum sub-committee grounds late or nor
"""
_NEVER_REST = frozenset(["amendment", "amendments", "minutes", "objection", "objections", "count", "counted", "proxy"])
PLAIN_REST = (PLAIN_AFTER | frozenset(_PLAIN_REST.split())) - _NEVER_REST
# Whose doing it was: "I was put off", "you have not reached me" and "they weren't moved" are about people.
PEOPLE = frozenset(["i", "i've", "i'd", "you", "you've", "he", "she"])
NOT_MOVED_EITHER = frozenset({"we", "secretary", "chair"})
_OTHER_SUBJECTS = "it it's this that ours yours we've they motion meeting agm gc vote nobody"
SUBJECTS = NOT_MOVED_EITHER | PEOPLE | frozenset(_OTHER_SUBJECTS.split())
# A second one beside ours, and not in its place; or not the meeting that was asked about.
ALSO = re.compile(r"\b(?:also|too|as well|both)\b")
ANOTHER_TIME = re.compile(r"\blast (?:time|meeting|agm|gc|month|year)\b")
WORD = re.compile(r"(?<![\da-z])[a-z][a-z'-]*")


def are_plain_beside(outcome: Outcome, before: str, after: str) -> bool:
    """Whether what stands before and after the words of an outcome that is no count can mean our motion only."""
    words, behind = WORD.findall(before), WORD.findall(CLAUSE_ENDS.split(after, maxsplit=1)[0])
    subjects = [word for word in words if word in SUBJECTS]
    if subjects and subjects[-1] in PEOPLE | (NOT_MOVED_EITHER if outcome == Outcome.NOT_MOVED else frozenset()):
        return False
    # No vote taken, and no agreement reached, need not be a motion that was not reached.
    if outcome == Outcome.NOT_REACHED and "vote" in (*words, *behind):
        return False
    beside = f"{before} {after}"
    if ANOTHER_TIME.search(beside) or (outcome == Outcome.ANOTHER_CHOSEN and ALSO.search(beside)):
        return False
    return all(word in PLAIN_REST for word in (*words, *behind))


def are_plain_figures(sentence: str) -> bool:
    """Whether the figures in a sentence can be nothing but those of the vote on our motion."""
    return all(word in PLAIN_AFTER and word not in PEOPLE for word in WORD.findall(sentence))
