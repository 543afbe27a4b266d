"""The controlled lists: stable codes that are stored and exported, labels that are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from models.errors import Invalid


@dataclass(frozen=True)
class Term:
    """One choice: its stable code, its label, and what a coder should know about it."""

    code: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms in the order in which they are offered."""

    name: str
    terms: tuple[Term, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the label of each code, in order."""
        return {term.code: term.label for term in self.terms}

    @cached_property
    def _codes(self) -> dict[str, str]:
        by_label = {term.label.casefold(): term.code for term in self.terms}
        return by_label | {term.code.casefold(): term.code for term in self.terms}

    def label_of(self, code: str) -> str:
        """Return the label of a code; a code that is not in the list is its own label."""
        return self.labels.get(code, code)

    def code_of(self, text: str) -> str:
        """Return the code that a typed code or label stands for, or raise Invalid."""
        wanted = " ".join(text.split()).casefold()
        if wanted in self._codes:
            return self._codes[wanted]
        near = [term.label for term in self.terms if wanted and wanted in term.label.casefold()]
        offers = near[:3] or [term.label for term in self.terms[:3]]
        raise Invalid(f"“{text}” is not in the list. Choose for example {', '.join(offers)}.")


def _terms(lines: str) -> Iterable[Term]:
    for line in lines.strip().splitlines():
        code, _, rest = line.strip().partition("|")
        label, _, help_text = rest.partition("|")
        yield Term(code.strip(), label.strip(), help_text.strip())


# One line a term: code | label | what a coder should know.
_LISTS = {
    "entry_type": """
        loan|Loan|loan or export credit
        grant|Grant|grant or donation
        debt|Debt relief|debt forgiveness or rescheduling
        scholarship|Scholarship|scholarship or training in the donor country
        assistance|Technical assistance|free-standing technical assistance
        joint_venture|Joint venture
        greenfield|Greenfield investment
        acquisition|Acquisition|merger or acquisition
        construction|Construction contract
        trade|Trade|purchase, sale, export or import
        agreement|Agreement|agreement or package without detail
        meeting|Meeting|meeting, forum, delegation
        talks|Talks
        other|Other""",
    "status": """
        10|Talks|interest or negotiation
        15|Pipeline, nature unclear|announced, not said whether binding
        20|Pledge|memorandum, letter of intent, announcement; not binding
        30|Commitment|signed and binding
        40|Implementation|work or disbursement under way
        50|Completion
        60|Suspended|after a commitment
        70|Cancelled|after a commitment
        80|Held|an event that took place
        85|Observed flow|a trade statistic
        99|Unknown""",
    "sector": """
        110|Education
        120|Health
        130|Population and reproductive health
        140|Water supply and sanitation
        150|Government and civil society
        160|Other social infrastructure
        210|Transport and storage
        220|Communications
        230|Energy
        240|Banking and financial services
        250|Business and other services
        310|Agriculture, forestry, fishing
        320|Industry, mining, construction
        330|Trade policies and regulations
        410|Environment protection
        430|Other multisector
        510|General budget support
        520|Food aid and food security
        530|Other commodity assistance
        600|Action relating to debt
        720|Emergency response
        730|Reconstruction and rehabilitation
        740|Disaster prevention
        998|Unallocated or unspecified""",
    "direction": """
        to_recipient|From China to the country
        from_recipient|From the country to China
        both|Both ways
        third|With a third country""",
    "review": """
        found|Found
        coded|Coded
        checked|Checked
        approved|Approved
        suspicious|Suspicious
        retired|Retired|kept, never counted""",
    "figure_role": """
        stated|Stated
        target|Target
        ambition|Ambition
        intended|Intended
        observed|Observed
        context|Context|told for comparison, never added to a total""",
    "modality": """
        exact|Exactly
        up_to|Up to
        at_least|At least
        about|About
        between|Between""",
    "unit": """
        vehicle|vehicles
        t|tonnes
        kg|kilograms
        L|litres
        m3|cubic metres
        bbl|barrels
        km|kilometres
        ha|hectares
        MW|megawatts
        GWh|gigawatt hours
        person|people
        job|jobs
        place|places
        flight|flights
        train|trains
        container|containers
        piece|pieces
        percent|percent
        rank|rank
        USD|US dollar
        CNY|Chinese yuan
        EUR|Euro
        RUB|Russian rouble
        KZT|Kazakhstani tenge
        KGS|Kyrgyzstani som
        TJS|Tajikistani somoni
        TMT|Turkmenistani manat
        UZS|Uzbekistani som
        GBP|Pound sterling
        JPY|Japanese yen
        CHF|Swiss franc
        KRW|South Korean won
        TRY|Turkish lira
        AED|UAE dirham
        SAR|Saudi riyal
        INR|Indian rupee
        XDR|Special drawing rights""",
    "per": """
        none|In all|the figure is a total, and the source says so
        year|A year
        month|A month
        day|A day""",
    "milestone_type": """
        signing|Signing
        meeting|Meeting
        visit|Visit
        groundbreaking|Groundbreaking
        construction|Construction
        production_start|Start of production
        completion|Completion
        suspension|Suspension
        other|Other""",
    "milestone_state": """
        planned|Planned
        actual|Took place
        cancelled|Cancelled""",
    "party_role": """
        partner|Partner
        investor|Investor
        funder|Funder
        contractor|Contractor
        implementer|Implementer
        recipient|Recipient|the agency that receives the money or the work
        buyer|Buyer
        seller|Seller
        host|Host
        participant|Participant
        delegation|Delegation
        official|Official
        comparison|Named for comparison|not a party of the cooperation""",
    "actor_type": """
        government|Government body
        state_company|State-owned company
        company|Company
        bank|Bank
        university|University or institute
        international|International organisation
        ngo|NGO
        person|Person
        event|Event
        group|Group, not named
        other|Other""",
    "remark_type": """
        quotation|Quotation
        paraphrase|Paraphrase
        motive|Motive
        plan|Plan
        agenda|Agenda
        progress|Progress
        claim|Claim""",
    "location_role": """
        site|Site
        origin|Origin
        destination|Destination
        venue|Venue""",
    "precision": """
        point|Point
        city|City
        district|District
        region|Region
        country|Country""",
    "source_type": """
        official|Official, donor or recipient
        implementer|Implementer or intermediary
        other_official|Other official
        academic|Academic journal
        other_academic|Other academic
        ngo|NGO or advocacy
        media|Media report
        social|Social media or blog
        other|Other""",
    "link_type": """
        umbrella|Is the umbrella of
        child|Is under
        supersedes|Supersedes
        duplicate|Is a duplicate of
        distinct|Is not a duplicate of
        related|Is related to""",
    "dismissal_reason": """
        opinion|Opinion
        background|Background
        duplicate|Said before
        out_of_scope|Out of scope
        page_chrome|Page furniture""",
    "state": """
        stated|Stated|the source says so itself
        attributed|Attributed|the source reports somebody saying so
        inferred|Inferred|the coder concludes it
        estimated|Estimated
        unknown|Unknown|the source itself says it is open, or a coder looked and it is not said""",
    "rank": """
        preferred|Preferred
        normal|Normal
        deprecated|Deprecated""",
    "stance": """
        supports|Supports
        contradicts|Contradicts
        context|Context""",
    "confidence": """
        0|Very low
        1|Low
        2|Normal
        3|High
        4|Very high""",
    "country_group": """
        recipient|Recipient|has its own place in the tree
        partner|Partner
        third|Third country|only named in figures""",
}

VOCABULARIES = {name: Vocabulary(name, tuple(_terms(lines))) for name, lines in _LISTS.items()}
