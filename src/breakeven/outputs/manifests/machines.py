"""What platforms need that run whole machines: their rate, and how many replicas each holds."""

from breakeven.domain.deployment import Deployment, Number
from breakeven.domain.errors import NothingFeasible
from breakeven.domain.offers import RentalOffer


def machine_rate(deployment: Deployment) -> Number | None:
    """Return the requests a second that one machine serves inside the targets."""
    rate = deployment.requests_per_second
    if rate is None:
        return None
    value = float(f"{rate.value * deployment.held:.3g}")
    return Number(value=value, why=f"{rate} requests/s on each of {deployment.held}: {rate.why}")


def machine_numbers(deployment: Deployment) -> dict[str, Number]:
    """Return how many replicas a machine holds, where it is more than one."""
    if deployment.held == 1:
        return {}
    why = f"replicas on one machine of {deployment.machine_count} GPUs, behind one port"
    return {
        deployment.launch.flags["data_parallel"]: Number(value=deployment.held, why=why),
    }


def machine_of(deployment: Deployment, providers: tuple[str, ...], platform: str) -> RentalOffer:
    """Return the machine of an option that a platform itself sells.

    Raises NothingFeasible for an option of someone else's machines.
    """
    machine = deployment.machine
    if machine is None or machine.provider not in providers:
        where = f"runs at {machine.provider}" if machine else "runs on machines of one's own"
        listed = " or ".join(providers)
        raise NothingFeasible(
            f"{platform} rents its own machines, and this option {where};"
            f" choose one whose provider is {listed}",
            where=deployment.offer,
        )
    return machine
