"""How people say what a meeting did, and what may stand around it so that it is sure to be said of our motion.

All is in small letters, with plain hyphens and apostrophes, one sentence at a time. Any word besides the plain ones
may name something that is not ours, or turn the meaning round; then nothing is read.
"""

import re

from motions.enums import Outcome


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings))


# What has not happened, or only perhaps.
UNCERTAIN = _any(
    r"\?",
    r"\b(?:will|would|should|could|might|(?:may|can|to|must) be|hope|hopes|hoping|hopefully|if|unless|once)\b",
    r"\b(?:when|whether|expect\w*|likely|going to|gonna|want\w*|needs?|asked|wonder\w*|think|heard)\b",
    r"\b(?:rumou?r|yet|nearly|almost|apparently|supposedly|allegedly)\b",
    r"\bbefore\b(?! (?:the|our|your|any|a) (?:vote|debate|motion|item))",
    r"^(?:they|he|she)(?: have| has|'ve|'s)? passed$",
    # What others say, who may not know either.
    r"\b(?:they|people|he|she|some|somebody|someone|everyone|everybody) (?:say|says|said|tell|tells|told|thinks?)\b",
)
# "Nobody would second it" and "no seconder could be found" have happened, for all their "would" and "could".
REFUSALS = re.compile(
    r"\b(?:(?:would|could)(?: not|n't)|nobody would|no one would) (?:accept|allow|find|get|hear|move|second|take)\b"
    r"|\bcould be found\b"
)
# Said in any sentence, it leaves no vote standing: it is taken back, is somebody's guess, or was about something else.
TAKEN_BACK = _any(
    r"\b(?:overturned|reversed|annulled|void|invalid|disputed|challenged?|in dispute|re-?run|recounted)\b",
    r"\b(?:rescind\w*|revoked|quashed|overruled|nullified|scrapped|set aside|un-?(?:carried|passed)|reconsider\w*)\b",
    r"\bstruck (?:it |that |this )?down\b|\bappeal(?:ed|ing|s)?\b|\b(?:a|another) recount (?:next|at|soon|has|is)\b",
    r"\b(?:want\w*|asked for|demand\w*) (?:a|another) recount\b|\bbut only\b(?! (?:just|narrowly|by|after))",
    r"\b(?:carried|passed)\b.{0,40}\b(?:then|later|afterwards|but)\b.{0,20}\b(?:withdrawn|withdrew|pulled)\b",
    r"\b(?:vote|result) (?:again|anew)\b",
    r"\b(?:only|just) (?:joking|kidding)\b|\bhang on\b|\bmis(?:read|heard|count)\w*|\btoo close to call\b",
    r"\b(?:does not|doesn[^a-z]?t|did not|didn[^a-z]?t|will not|won[^a-z]?t) (?:count|stand)\b",
    r"\b(?:provisional|indicative|consultative|advisory)\w*|\bstraw poll\b|\btwo[- ]thirds\b|\bawait\w*",
    r"\bor so (?:i|we|they)\b|\bi(?:[^a-z]m| am| was) told\b|\bi (?:gather|believe|understand)\b",
    # Which motion, or whose, said afterwards.
    r"\b(?:not|isn[^a-z]?t|wasn[^a-z]?t) (?:ours|yours|mine)\b|\bwrong (?:person|motion|clp|meeting|e?mail|one)\b",
    r"\b(?:that|this) was (?:the|another|about|for) (?!motion|vote|conference)|\b(?:amendment|one|motion),? that is\b",
    # Chosen for nothing: carried as policy, at most.
    r"\b(?:not|n[^a-z]?t|never) (?:be |been )?(?:sent|submitted|chosen|picked|selected|going to conference)\b",
    r"\b(?:sent|sending|chose|chosen|picked) (?:the |a )?(?!motion|vote|conference)[\w']+ (?:motion|one)(?: on \w+)? "
    r"(?:to|for) conference\b",
    # Not the whole of it.
    r"\b(?:bullet|paragraph|para|clause|section|part|line|point|sentence|demand)s?(?: (?:point|one|two|three|\d+))? "
    r"(?:was |were |got |being )?(?:deleted|removed|struck|cut|taken out|left out|dropped|lost|fell|defeated)\b",
    r"\b(?:minus|except|apart from|save) (?:for )?(?:the|a|one|that|my|our)\b|\bin parts\b",
)
# Not our motion, or no motion at all.
OTHER_THINGS = _any(
    r"\b(?:minutes|amendments?|budget|standing orders|agenda|rule change|other motions?|emergency motion)\b",
    r"\b(?:procedural motion|next business|deadline|date|time|notice|law|act|bill|emails?|messages?)\b",
    r"\b(?:last|previous|earlier) (?:year|month|time|meeting|agm|gc|one)\b",
)
# Another motion than ours, or another body than the one that was to vote; and what takes a vote back by half.
OTHER_MOTION = _any(
    r"\bmotions\b",
    r"\b(?:other|another|different|first|second|third|emergency|procedural|a|[a-z]+'s) motion\b",
    r"\bmotion (?:on|about|from|of|to|by|that|no|number|\d)\b",
    r"\b(?:resolution|composite|motion [a-z]\b(?! ))",
    r"\b(?:by|at|in|from) (?:the |an?)?(?:other|neighbouring|different)\b",
    r"\blast (?!night|week|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day|vote|item)\w+ "
    r"(?:passed|carried|lost|adopted)",
)
HALF_TAKEN_BACK = _any(
    r"\b(?:not|never|nor|neither|only|except|if|unless|until|subject to|provided|pending|in principle|as policy)\b",
    r"n't\b",
    r"\b(?:last (?:year|month|time|spring|summer|autumn|winter)|years? ago|20[012]\d|previous(?:ly)?)\b",
    r"\b(?:executive|ec|nec|cac|committee|council|union|ward|regional|national|youth|women's)\b",
    r"\bamend\w*",
    r"\b(?:policy only|for (?:debate|discussion)|to (?:debate|discuss)|second round)\b",
    r"\b(?:wrong|mistake|joking|kidding|sorry,? i mean|correction|overturned|reversed|challenged|recount|void)\b",
)
WITHOUT_AMENDMENT = re.compile(r"\b(?:without|no) (?:any )?amendments?\b|\bunamended\b|\bun-amended\b")
FOR_A_COMPOSITE = re.compile(r"\b(?:for|in favour of|into) (?:a|the) composite\b")
GREETING = re.compile(r"^(?:hi|hello|hiya|hey|dear|annwyl|helo)\b(?: [a-z'-]+){0,3}\s*[,!:-]?\s*")
NEGATION = _any(r"\b(?:not|never|nor|neither|nobody|none|no|without|hardly|failed)\b", r"n't\b")

_WE = r"\b(?:it|this|that|ours|motion|one|vote|we)"
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun|\d|a |the )"
_THING = r"(?:it|this|that|them|details|(?:your|the|my|our) \w+)"
_NOT_OUR_LOSS = r"(?! (?:\w+ )?(?:members|people|seats|councillors|officers|delegates|control|touch|count))"
_NOT_OUR_LOSS += (
    r"(?! (?:asleep|off|ill|down|apart|out|to (?!pass|carry|win|get)|your|the (?!vote)|my|a |for (?:want|lack) of))"
)

CARRIED = _any(
    # "I passed on your message", "passed to the executive" and "passed away" are no votes; "passed on 3 March" is one.
    r"(?<!i )(?<!i've )(?<!i have )(?<!he )(?<!secretary )(?<!chair )\bpassed\b"
    rf"(?!(?: {_THING})? (?:to (?!\d)|(?:along|away|round|back|over|out)\b))"
    rf"(?! (?:{_THING} )?on\b(?! {_DAY}))(?! (?:one|two|three|four|some|most|several|both|\d) (?:of|motions)\b)",
    rf"(?<!\bi )\bcarried\b(?!(?: {_THING})? (?:over|forward)\b)"
    rf"(?! (?:on\b(?! {_DAY})|(?:out|over|forward|away|around)\b))"
    r"(?! (?:the|a|an|my|his|her|some) (?!motion|vote|day\b|members|meeting))",
    r"\b(?:adopted|approved|backed|endorsed) (?:it|ours|this|(?:the|our|your) motion)\b",
    r"^(?:adopted|approved|voted through)\b(?! the (?!meeting|members))",
    r"\b(?:was|were|been|got|unanimously) (?:adopted|approved|voted through)",
    r"\b(?:it|motion|ours|this) (?:was|got|has been) (?:unanimously )?agreed\b"
    r"(?! (?:to|that|in principle|by|on|with))",
    r"^(?:unanimously )?agreed(?= (?:unanimously|without a vote|by all|nem)|$)",
    rf"{_WE} (?:\w+ly )?(?:won(?!')|(?:went|has gone|sailed|got) through)\b(?! to (?!\d))(?! the | a lot)",
    r"(?:^|\bit's )(?:went|gone|sailed) through\b(?! to (?!\d))(?! the | a lot)",
    r"\b(?:won|win) the vote",
    r"(?<!\bi )\bvoted (?:for it|in favou?r|it through)",
    r"\bvoted \d{1,4}\s?(?:-|to)\s?\d{1,4} (?:for|in favou?r)\b",
    r"\bunanimous\b(?! (?:in |against|that|to ))",
    r"\bnem\.? ?con\b",
    r"\b(?:cariwyd|pasiwyd|derbyniwyd) (?:y|ein|eich) cynnig\b",
)
AMENDED = _any(
    r"\b(?:passed|carried|adopted|agreed)\b[^.]{0,40}\bas amended\b",
    r"\b(?:passed|carried|adopted|agreed),? (?:but )?(?:slightly |heavily |lightly )?amended\b",
    r"\b(?:passed|carried|adopted|agreed|through)\b[^.]{0,40}\bwith "
    r"(?:(?:a|an|one|two|three|some|few|several|minor|small|slight|friendly) ){0,3}(?:amendments?|changes?)\b",
    r"\bamended (?:and|then|version|motion)\b[^.]{0,40}\b(?:passed|carried)\b",
    r"\bas amended\b[^.]{0,30}\b(?:passed|carried)\b",
)
LOST = _any(
    rf"{_WE} (?:was |has been |is |got )?(?:\w+ly )?(?:lost|fell|failed|defeated|rejected)\b{_NOT_OUR_LOSS}",
    r"\b(?:it|we|motion|ours) (?:was|were|got) (?:\w+ly )?(?:outvoted|beaten|thrown out|voted out)\b",
    r"\bcollwyd y (?:cynnig|bleidlais)\b",
    r"^(?:(?:sadly|unfortunately|sorry|alas|narrowly),? )?(?:(?:it|we|was|narrowly) )*"
    rf"(?:lost|fell|defeated|rejected)\b{_NOT_OUR_LOSS}",
    r"\bonly (?:\d{1,2}|one|two|three|four|five|a few|a handful)(?: of us| people| members)? voted (?:for|in favou?r)",
    r"\b(?:lost the vote|lost (?:by )?\d|voted (?:it )?down|failed to (?:pass|carry))\b",
    r"(?<!\bi )\bvoted against (?:it|us|the motion)\b",
    r"\b(?:was|were|is|did|has|have)(?: not|n't) (?:been )?(?:carried|passed|pass|carry|adopted|approved|agreed)\b"
    r"(?! (?:on|over|out|forward|to|yet|unanimously))",
    r"^(?:(?:sadly|unfortunately),? )?not (?:carried|passed|approved|adopted|agreed)\b"
    r"(?! (?:on|over|unanimously|yet))",
)
ANOTHER_CHOSEN = _any(
    r"\b(?:another|a different|different) (?:motion|one) (?:was |got |had been )?"
    r"(?:chosen|picked|selected|passed|carried|won)",
    r"\b(?:chose|picked|selected|went for|preferred|passed|carried|adopted|backed|voted for) "
    r"(?:another|a different|the other|somebody else's|someone else's) (?:motion|one|text)\b",
)
NOT_REACHED = _any(
    r"(?:\bnot|n't|\bnever) (?:been )?"
    r"(?:reach(?:ed)?|g[eo]t (?:a?round )?to|g[eo]t as far as|heard|taken|have time)\b",
    r"\b(?<!n't )(?<!not )(?:ran|run) out of time\b",
    r"\bno time (?:for|to hear|to take|left)\b",
    r"(?:\bnot|n't|\bnever) (?:been |get )?(?:discussed|debated)"
    r"(?: (?:at all|tonight|last night|in the end))?[ ,.!]*$",
)
INQUORATE = _any(
    r"\binquorate\b",
    r"(?:\bnot|n't) quorate\b",
    r"\bno quorum\b",
    r"\black of (?:a )?quorum\b",
    r"\bnot enough (?:\w+ ){1,4}quorum\b",
    r"\b(?:\w+ )?short of a quorum\b",
)
CANCELLED = _any(
    r"\b(?:meeting|agm|it|gc|branch|clp) (?:was|has been|is|got) (?:cancelled|canceled|called off)\b(?! out\b)",
    r"\b(?:it's|meeting's) (?:been )?(?:cancelled|canceled|called off)\b(?! out\b)",
    r"\bmeeting (?:did not|didn't) (?:go ahead|happen|take place)\b(?! (?:on|in)\b)",
    r"^(?:(?:the )?(?:meeting|agm|gc) )?(?:cancelled|canceled|called off)\b(?! out\b)",
)
RULED_OUT = _any(
    r"\bruled (?:it |the motion |us )out\b",
    r"\bruled out\b(?= (?:of order|by|because|as|on (?:the )?grounds)\b|[ ,.!]*$)",
    r"\bout of order\b",
    r"\bchair (?:would not|wouldn't|refused to|did not|didn't) (?:take|accept|allow|hear)\b",
)
WITHDRAWN = _any(
    r"\b(?:was|been|got|i|we|mover|i have|i've|we have) (?:withdrawn|withdrew)\b",
    r"\b(?:i |we )?had to withdraw (?:it|ours|(?:the|our|my) motion)\b",
    r"^(?:motion )?withdrawn\b",
)
REMITTED = _any(r"\bremitted\b", r"\breferred (?:back|to the (?:executive|ec|committee))\b")
NOT_MOVED = _any(
    r"(?:\bnot|n't) (?:get |been )?seconded\b",
    r"\bfell for (?:want|lack) of a seconder\b",
    r"(?:\bnot|n't) (?:get|find|have) (?:a )?seconder\b",
    r"\bnobody (?:moved|seconded) it\b",
    r"\b(?:no|without a|lacked a|lack of a) (?:mover|seconder)\b",
    r"\b(?:nobody|no one|noone) (?:would |wanted to |seconded|moved)(?:move|second)?(?: it)?\b",
    r"(?:\bnot|n't) moved\b",
    r"\b(?:nobody|no one|noone) (?:there )?to move it\b",
)
DEFERRED = _any(
    r"\b(?:deferred|postponed|put off(?! (?:the|going|my)\b)|held over|adjourned|put back)\b",
    r"\bcarried (?:over|forward)\b(?! from|:)",
    r"\b(?:moved|pushed|bumped)(?: back)? to (?:the )?(?:next|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b",
)

# Asked in this order; "carried" only where none of these is said, because most have a word of it in them.
BEFORE_CARRIED: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    (Outcome.CARRIED_AS_AMENDED, AMENDED),
    (Outcome.LOST, LOST),
    (Outcome.ANOTHER_CHOSEN, ANOTHER_CHOSEN),
    (Outcome.NOT_REACHED, NOT_REACHED),
    (Outcome.INQUORATE, INQUORATE),
    (Outcome.CANCELLED, CANCELLED),
    (Outcome.RULED_OUT_BY_CHAIR, RULED_OUT),
    (Outcome.WITHDRAWN, WITHDRAWN),
    (Outcome.REMITTED, REMITTED),
    (Outcome.NOT_MOVED, NOT_MOVED),
    (Outcome.DEFERRED, DEFERRED),
)
# Their wordings hold the "not" that would turn the others round.
OWN_NEGATION = frozenset(
    {Outcome.LOST, Outcome.NOT_REACHED, Outcome.INQUORATE, Outcome.NOT_MOVED, Outcome.RULED_OUT_BY_CHAIR}
)


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
