"""Explanations in words, on every surface."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from roles.choices import Feature, Role
from roles.explaining import asking, telling
from roles.explaining.queries import Explanation
from roles.queries.differences import Difference
from roles.queries.matrix import MatrixCell, RoleMatrix
from roles.queries.moving import RoleThen
from roles.rules.why_not import WhyNot
from roles.supposing.queries import Chain
from roles.supposing.suppositions import Supposition
from roles.templatetags.role_names import role_then
from voipgrid_privacy.kernel.law import Citation

register = template.Library()


@register.filter
def answer_sentence(explanation: Explanation) -> str:
    """``{{ explanation|answer_sentence }}``: the answer in a sentence."""
    return telling.answer_in_a_sentence(explanation)


@register.filter
def question_words(explanation: Explanation) -> list[tuple[str, str]]:
    """``{{ explanation|question_words }}``: what was asked, a label and a value each."""
    return telling.question_in_words(explanation)


@register.filter
def keeping_words(explanation: Explanation) -> str:
    """``{{ explanation|keeping_words }}``: what the feature means for keeping these data."""
    return telling.keeping_in_words(explanation)


@register.filter
def why_not_words(found: WhyNot) -> list[tuple[str, list[str]]]:
    """``{{ explanation.why_not|why_not_words }}``: heads with their lines."""
    return telling.why_not_in_words(found)


@register.simple_tag
def question_about(matrix: RoleMatrix, cell: MatrixCell) -> str:
    """``{% question_about matrix cell %}``: the question about an answer, for an address."""
    return asking.question_about(matrix, cell)


@register.simple_tag
def cell_then(cell: MatrixCell | None) -> SafeString | str:
    """``{% cell_then difference.before %}``: the role as a coloured word with who instructs."""
    if cell is None:
        return _("not in the chain")
    upstream = cell.upstream.name if cell.upstream else ""
    shown = role_then(RoleThen(cell.role, cell.depth, upstream))
    if cell.role != Role.SUB_PROCESSOR:
        return shown
    return format_html("{} ({})", shown, _("step %(depth)s") % {"depth": cell.depth})


@register.filter
def cited(cites: tuple[Citation, ...]) -> str:
    """``{{ consequence.cites|cited }}``: where the law says so."""
    return telling.cited(cites)


@register.filter
def grouped(chain: Chain) -> list[tuple[str, list[Supposition]]]:
    """``{{ chain|grouped }}``: what can be supposed, by kind."""
    found: dict[str, list[Supposition]] = {}
    for each in chain.possible:
        found.setdefault(each.group, []).append(each)
    return list(found.items())


@register.filter
def data_words(difference: Difference) -> str:
    """``{{ difference|data_words }}``: which data, in which feature, for which own purpose."""
    cell = difference.cell
    feature = "" if cell.feature == Feature.CONVEYANCE else cell.feature
    more = [str(each) for each in (feature_words(feature), cell.purpose_name) if each]
    return ", ".join([str(cell.category_name), *more])


def feature_words(code: str) -> str:
    """Return what a feature is called; nothing for none."""
    return str(Feature(code).label) if code in Feature.values else code
