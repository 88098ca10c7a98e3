# ruff: noqa: E501 - a paragraph of a motion is one line
"""The texts of the demonstration: our own words, at the limits exactly (10 and 250 words)."""

TITLE = "A bench to rest on in every street and park"
TEXT = """Conference notes:

1. Many people cannot walk far without a rest: older people, disabled people, people getting over an illness, and parents with small children.
2. Where there is nowhere to sit, people stay at home. They lose exercise, company and independence, and local shops lose their custom.
3. A bench costs little, lasts for decades and needs hardly any care.
4. Many towns have taken seats away and have not put them back.

Conference believes:

1. A street is not open to everyone until everyone can rest in it.
2. A seat with a back and arms, in shade or shelter, is a small thing that makes a large difference.
3. The people who live in a place know best where a seat is missing.

Conference resolves to call on a Labour government to:

1. Publish a standard for seats in streets, parks, shopping centres and stations, so that nobody has to walk more than two hundred metres without a place to rest.
2. Ask every council to map its seats together with residents, and to publish the map where anyone can correct it.
3. Set up a small fund from which councils, parish councils and community groups can pay for new seats and for the repair of old ones.
4. Make sure that new bus stops have a seat and a shelter from the start, and that old stops gain them within ten years.
5. Report to Parliament each year on the progress made across the whole country."""

LOCAL_TITLE = "Seats in our own streets"
LOCAL_TEXT = """This branch notes that several streets in our ward have no public seat at all.

This branch resolves:

1. To walk the ward together on a Saturday and list the places where a seat is missing.
2. To send the list to our councillors, and to ask them to report back within three months.
3. To invite local shops, schools and surgeries to sponsor a seat."""

SPEAKING_POINTS = """A seat every two hundred metres means that my neighbour can walk to the shops again.
A bench costs little, lasts for decades and needs hardly any care.
Every CLP that sends this makes it harder for conference to leave it off the agenda."""

COMPOSITE_TEXT = """Conference notes that many people cannot walk far without a rest, and that many towns have taken seats away.

Conference believes that a street is not open to everyone until everyone can rest in it.

Conference resolves to call on a Labour government to:

1. Publish a standard for seats in streets, parks, shopping centres and stations.
2. Ask every council to map its seats together with residents, and to publish the map where anyone can correct it.
3. Make sure that new bus stops have a seat and a shelter from the start."""

EMERGENCY_TITLE = "Put back the seats that the storm took"
EMERGENCY_TEXT = """Conference notes:

1. This month’s storm broke or carried off hundreds of benches, on the coast above all.
2. Councils have had to clear paths, drains and trees first, and say that seats must wait.
3. People who cannot walk far without a rest have stayed at home since.

Conference resolves to call on a Labour government to:

1. Pay councils, this winter, for every seat that they put back.
2. Ask each council to say by the spring which seats are back, and which are still missing."""

EARLIER_TITLE = "A shelter at every bus stop"
EARLIER_TEXT = """Conference notes that at many stops people wait for the bus in the rain, without a seat, a light or a timetable.

Conference resolves to call on a Labour government to give councils the money and the duty to put a shelter with a seat at every bus stop within ten years."""
