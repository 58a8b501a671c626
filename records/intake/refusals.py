"""What is not taken in."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class FileEmpty(DomainError):
    """A file without contents."""

    code = "attachment_empty"
    title = _("%(name)s is empty.")


class FileTooLarge(DomainError):
    """A file of more bytes than are kept of one."""

    code = "attachment_too_large"
    title = _("%(name)s is larger than %(most)s MB.")
    status = 413


class FileKindUnknown(DomainError):
    """The contents are of no kind that is taken in, whatever the name says."""

    code = "attachment_kind"
    title = _(
        "%(name)s is no PDF, photo (JPEG or PNG), plain text or saved mail (.eml). Save it as PDF"
        " and add it again."
    )
    status = 415


class FileBroken(DomainError):
    """A picture that cannot be read to its end."""

    code = "attachment_broken"
    title = _("%(name)s is damaged and cannot be read.")


class TooManyFiles(DomainError):
    """More files than one message has."""

    code = "attachments_too_many"
    title = _("Add no more than %(most)s files, of %(megabytes)s MB together.")
    status = 413


class DraftGone(DomainError):
    """Answers that were not gone on with, or never begun."""

    code = "draft_gone"
    title = _("Your answers are no longer here: they are kept for two hours. Please start again.")
    status = 404


class LinkGone(DomainError):
    """The link is unknown or too old: which of these is not told."""

    code = "request_link_gone"
    title = _("This link does not hold (any more). Ask for another one with your reference.")
    status = 404


class TooManyRequests(DomainError):
    """More requests came in lately than people make."""

    code = "requests_too_many"
    title = _("Too much is being sent at the moment. Try again in an hour.")
    status = 429


class AnswersMissing(DomainError):
    """A question of the form is not answered yet."""

    code = "request_answers_missing"
    title = _("Not every question has been answered yet.")


class NothingWritten(DomainError):
    """A message without words and without a file."""

    code = "request_message_empty"
    title = _("Write something, or add a file.")


class ThreadClosed(DomainError):
    """Nothing is added to a request that is over, or erased."""

    code = "request_thread_closed"
    title = _("This request is closed. Make a new request if there is more to ask.")
    status = 409


class NotItsThread(DomainError):
    """A party writes about what it received or has to do with, and no other."""

    code = "request_thread_of_others"
    title = _("This party has nothing to do with this request.")
    status = 409


class NoAddress(DomainError):
    """Whoever asks left no e-mail address."""

    code = "request_no_address"
    title = _("Whoever asks left no e-mail address. Use the telephone number or a letter.")
    status = 409


class NotAlike(DomainError):
    """Two requests that have nothing in common, or in the wrong order."""

    code = "request_not_alike"
    title = _("These two requests are not alike.")
    status = 409


class MailLater(DomainError):
    """A request came in when the mailbox got it, not when somebody read it."""

    code = "mail_later"
    title = _("A server noted when this mail arrived. The request was not received later.")
    cites = (gdpr(12, 3),)
