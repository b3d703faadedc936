"""From a fleet's name and what was found about it to a deployment with every setting explained."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

from breakeven.api.checkpoints import Weights, weights_of
from breakeven.api.crossing import cheapest_rental
from breakeven.api.replica import NamedReplica, named_replica
from breakeven.domain.deployment import Argument, Deployment, Number, Replicas, Target
from breakeven.domain.errors import InputError, NothingFeasible
from breakeven.domain.launch import Launch
from breakeven.domain.offer_names import FleetName
from breakeven.domain.offers import RentalOffer
from breakeven.domain.units import GB, GIB
from breakeven.domain.workload import LatencyTargets
from breakeven.economics.fleet import at, memory_excuse, misfit_excuse
from breakeven.economics.fleet_rows import DISK_GB
from breakeven.economics.owned import HOUSINGS
from breakeven.inputs.catalog import Catalog
from breakeven.outputs.manifests import ENGINES
from breakeven.serving.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known about a fleet beside its name."""

    context: Number
    """Longest request, in tokens."""
    replicas: Replicas
    targets: LatencyTargets
    requests_per_second: Number | None = None
    concurrency: Number | None = None
    notes: tuple[str, ...] = ()


def deployment_of(
    catalog: Catalog, name: FleetName, found: Found, *, target: Target, weights: str | None
) -> Deployment:
    """Return a named fleet as a deployment for a platform.

    Raises NothingFeasible where it does not fit, InputError for another engine's platform.
    """
    launch = _launch(catalog, name, target)
    replica = named_replica(
        catalog,
        name.model,
        gpu=name.accelerator,
        count=name.count,
        precision=name.options.get("precision") or _usual(launch, catalog, name),
        engine=launch.engine,
    )
    model, combo = replica.model, replica.combo
    context = _within(found.context, model.context_tokens)
    memory = replica.memory(context.value)
    excuse = memory_excuse(combo, memory, 0, context_tokens=context.value) or misfit_excuse(
        model, combo, longest=found.context.value
    )
    setup = combo.setup(model).id
    if excuse:
        raise NothingFeasible(f"{setup} cannot be: {excuse.reason}, {excuse.detail}")
    loaded = weights_of(catalog, launch, model, combo.precision, given=weights)
    machine, note = _machine(catalog, combo.accelerator.id, name)
    machine_gpus = machine.accelerator_count if machine else int(_machine_gpus(name))
    providers = catalog.platform_providers
    return Deployment(
        offer=_offer(setup, name.options),
        model=model.id,
        weights=loaded.name,
        weights_why=loaded.why,
        launch=launch,
        arguments=_arguments(replica, launch, loaded, context),
        accelerator=combo.accelerator,
        count=name.count,
        precision=combo.precision.id,
        replicas=found.replicas,
        machine=machine,
        platform=catalog.platform_accelerators.get(combo.accelerator.id),
        provider=providers.get(machine.provider) if machine else None,
        held=max(machine_gpus // name.count, 1),
        requests_per_second=found.requests_per_second,
        concurrency=found.concurrency,
        disk_gb=_disk(catalog, replica, memory, loaded),
        targets=found.targets,
        defaults=catalog.defaults,
        notes=(*found.notes, *note, f"licence: {model.licence}"),
        as_of=catalog.as_of,
    )


def _launch(catalog: Catalog, name: FleetName, target: Target) -> Launch:
    """Return how a fleet's engine is started, the platform's usual one where none is named."""
    able = ENGINES[target]
    engine = catalog.engine(name.options["engine"]).id if "engine" in name.options else able[0]
    if engine not in able:
        raise InputError(
            f"{target} runs {' or '.join(able)}, and this option was sized for {engine}:"
            f" its speed and cost hold for that alone; ask for engine={able[0]}",
            where="as",
        )
    return catalog.launches[engine]


def _usual(launch: Launch, catalog: Catalog, name: FleetName) -> str | None:
    """Return the precision of an engine of GGUF files where none is named: 4 bits, or native."""
    native = catalog.model(name.model).native_precision
    return None if not launch.quants or native in ("mxfp4",) else "q4_k_m"


def _machine_gpus(name: FleetName) -> str:
    return name.options.get("machine", str(name.count))


def _offer(setup: str, options: Mapping[str, str]) -> str:
    rest = [f"{k}={v}" for k, v in options.items() if k not in ("precision", "engine")]
    return ",".join([setup, *rest])


def _within(context: Number, longest: int) -> Number:
    """Return a context in whole tokens, that of the model at most."""
    tokens = ceil(context.value)
    if 0 < longest < tokens:
        return Number(value=longest, why="the model's own")
    return replace(context, value=tokens)


def _machine(
    catalog: Catalog, accelerator: str, name: FleetName
) -> tuple[RentalOffer | None, tuple[str, ...]]:
    """Return the machine that a name means, and what to say where there is none."""
    if name.options.get("purchase") in HOUSINGS:
        return None, ("It runs on machines of one's own.",)
    said = any(key in name.options for key in ("provider", "purchase", "region", "machine"))
    try:
        return cheapest_rental(catalog, accelerator, name.count, name.options), ()
    except InputError:
        if said:
            raise
        return None, ("No price of such a machine is known; take any that has the GPUs.",)


def _arguments(
    replica: NamedReplica, launch: Launch, loaded: Weights, context: Number
) -> tuple[Argument, ...]:
    """Return the settings that the size of a replica rests on, in the engine's own flags."""
    engine, hardware = replica.combo.engine, replica.hardware
    default = f"{engine.name}'s own on this GPU, on which the size rests ({engine.provenance})"
    shared = launch.engine == "llama-cpp"
    sequences = int(at(hardware.max_num_seqs, 0))
    longest = context.value * (sequences if shared else 1)
    slots = f"; {sequences} slots share it" if shared else ""
    layers = replica.model.architecture.layers + 1 if replica.model.architecture else 0
    values = {
        "tensor_parallel": (replica.combo.count, "GPUs of one replica, as the offer says"),
        "max_model_len": (int(longest), f"tokens of the longest request, {context.why}{slots}"),
        "max_num_seqs": (sequences, f"requests in one batch: {default}"),
        "max_num_batched_tokens": (
            int(at(hardware.max_num_batched_tokens, 0)),
            f"tokens of one step: {default}",
        ),
        "memory_fraction": (engine.memory_fraction, f"share of the GPU's memory: {default}"),
        "kv_cache_dtype": ("auto", f"{replica.combo.precision.kv_bits:g} bits a value, as sized"),
        "gpu_layers": (layers, "layers of the model and its head: all on the GPU"),
    }
    flagged = [
        Argument(setting=setting, flag=launch.flags[setting], value=str(value), why=why)
        for setting, (value, why) in values.items()
        if setting in launch.flags
    ]
    if loaded.words:
        flag, value = loaded.words
        why = f"{replica.combo.precision.id}, of the offer"
        flagged.append(Argument(setting="precision", flag=flag, value=value, why=why))
    return tuple(flagged)


def _disk(catalog: Catalog, replica: NamedReplica, memory: Memory, loaded: Weights) -> Number:
    """Return the disk that weights and image need, in the steps of the bill."""
    held = at(memory.weights_gib, 0) * replica.combo.count * GIB / GB
    files = 2.0 * replica.model.parameters_billion if loaded.sixteen_bits else held
    image = catalog.defaults["image_gb"].value
    value = DISK_GB * ceil((max(files, held) + image) / DISK_GB)
    why = (
        f"{max(files, held):,.0f} GB of weights and {image:g} GB of image, in steps of {DISK_GB:g}"
    )
    return Number(value=value, why=why)
