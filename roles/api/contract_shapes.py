"""What concluding a contract answers."""

from rest_framework import serializers

from roles.api.shapes import Contract, PartyName, Shape


class ContractWarning(Shape):
    """Something that is wrong, and did not stand in the way: the finding that is raised of it."""

    code = serializers.CharField()
    party = PartyName()
    title = serializers.CharField()
    next_step = serializers.CharField()
    cites = serializers.ListField(child=serializers.CharField())


class ConcludedContract(Contract):
    """The contract, and what is wrong around it."""

    warnings = ContractWarning(many=True)
