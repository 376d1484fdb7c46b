"""How the trail of a proposal and of a term's weights reads on their pages."""

from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.ui.timeline import sentences

sentences.update(
    {
        "proposal.create": _l("made the proposal: %(organisations)s organisations, %(rounds)s rounds"),
        "proposal.plan_round": _l("planned “%(name)s”: %(teams)s teams for %(places)s each"),
        "proposal.remove_round": _l("took “%(name)s” out"),
        "proposal.lay_out": _l("laid out %(rounds)s rounds from %(first)s"),
        "proposal.look_back": _l("added look-backs"),
        "proposal.add_condition": _l("set a condition on “%(about)s” %(reason)s"),
        "proposal.remove_condition": _l("took a condition on “%(about)s” away %(reason)s"),
        "proposal.move": _l("moved “%(organisation)s” to “%(to)s”"),
        "proposal.take_out": _l("took “%(organisation)s” out of its round"),
        "proposal.solve": _l("asked for a schedule within %(seconds)s seconds"),
        "proposal.solved": _l("kept what the search found"),
        "proposal.carry_out": _l("carried out “%(round)s”"),
        "term.weigh": _l("set the weights of priority, version %(version)s: %(reason)s"),
        "term.emphasise": _l("rated the concentration of power of “%(organisation)s”: %(points)s"),
    }
)
