def numbers(text, dtype=torch.float32):
    """The numbers behind base64 of little-endian bytes."""
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=dtype)


def load(network, start, nudge=None):
    """Gives each tensor its starting values; where all are the same, one number stands for them.

    With a random generator as nudge, the last bits of each are moved at random, by what sums of thousands of numbers lose.
    """
    parameters = dict(network.named_parameters())
    assert parameters.keys() == start.keys()
    with torch.no_grad():
        for name, parameter in parameters.items():
            value = start[name]
            if isinstance(value, str):
                parameter.copy_(numbers(value).view_as(parameter))
            else:
                parameter.fill_(value)
            if nudge:
                parameter *= 1 + 8 * torch.finfo(parameter.dtype).eps * torch.randn(parameter.shape, generator=nudge)


def double():
    """Counts in double precision from here on."""
    global INPUTS, TARGETS
    torch.set_default_dtype(torch.float64)
    INPUTS, TARGETS = (x.double() if x.is_floating_point() else x for x in (INPUTS, TARGETS))


def curve(key, steps, due, nudge=None):
    """Trains a network and yields its training loss at the steps that are due, the start being step 0.

    The loss is the mean over the whole training set, not over a batch; a batch norm uses the whole set's statistics.
    """
    _, network, training, start = NETWORKS[key]
    network = network()
    load(network, start, nudge)
    training = training(network)
    for step in range(steps + 1):
        if step in due:
            with torch.no_grad():
                measured = loss(network(INPUTS), TARGETS).item()
            yield measured
        if step < steps and not math.isfinite(training.step(step, *batch(step))):
            return


def recorded(run):
    """The losses that Skipscape measured: {network: {step: loss}}, from `export json`, or the last ones from `run --json`."""
    losses = {}
    for key in NETWORKS:
        points = run[key].get("curve") or {"step": [run[key]["step"]], "loss": [run[key]["loss"]]}
        losses[key] = {step: value for step, value in zip(points["step"], points["loss"]) if value is not None}
    return losses


def difference(x, y):
    """The relative difference of x from y."""
    d = abs(x - y) / abs(y) if y else abs(x)
    return d if math.isfinite(d) else math.inf


def compare(here, there, steps, tolerance):
    """Prints how far the losses here are from those that Skipscape measured; whether that is rounding.

    Training can make a difference in the last bits grow tenfold in a step. How far that goes is measured: three more runs
    start from weights whose last bits are moved. A difference up to ten times as large as theirs so far is rounding.
    """
    agrees = True
    for key, (name, *_) in NETWORKS.items():
        due = sorted(here[key].keys() & there[key].keys())
        if not due:
            print(f"{name}: there is no step that both have measured.")
            return False
        runs = [curve(key, steps, due, torch.Generator().manual_seed(seed)) for seed in range(3)]
        differences, rounding = [], [0.0]
        for step, *nudged in zip(due, *runs):
            differences.append(difference(here[key][step], there[key][step]))
            rounding.append(max(rounding[-1], *(difference(value, here[key][step]) for value in nudged)))
            if differences[-1] > max(tolerance, 10 * rounding[-1]):
                agrees = False
                print(f"{name}: step {step} differs by {differences[-1]:.1e}, and rounding alone makes {rounding[-1]:.1e}.")
        worst = max(differences)
        first = ", ".join(f"{d:.1e} at step {step}" for step, d in zip(due[:2], differences))
        print(
            f"{name}: largest relative difference {worst:.1e}, at step {due[differences.index(worst)]}; "
            f"rounding alone makes {rounding[-1]:.1e}; first {first}"
        )
    return agrees


def main():
    parser = argparse.ArgumentParser(description="Trains two networks and prints their training losses.")
    parser.add_argument("--steps", type=int, help="stop after so many steps")
    parser.add_argument("--every", type=int, help="print every so many-th step after the first 20 (1: all)")
    parser.add_argument("--double", action="store_true", help="count in double precision")
    parser.add_argument("--compare", metavar="FILE", help="compare the first 20 steps with a run that Skipscape wrote as JSON")
    parser.add_argument(
        "--tolerance", type=float, default=1e-5, help="the relative difference that passes for rounding (default: 1e-5)"
    )
    options = parser.parse_args()

    there, steps = None, STEPS
    if options.compare:
        try:
            with open(options.compare, encoding="utf-8") as file:
                run = json.load(file)
            there = recorded(run)
        except (OSError, ValueError, KeyError, TypeError) as error:
            parser.error(f"{options.compare} is no run that Skipscape wrote as JSON: {error}")
        options.double |= run.get("precision") == "double"
        # A file without a curve has the last loss alone, so the whole run is made.
        if any(0 in losses for losses in there.values()):
            steps = min(STEPS, 20)
    if options.steps is not None:
        steps = max(0, min(STEPS, options.steps))
    if options.double:
        double()
    every = max(1, options.every or math.ceil(STEPS / 20))
    asked = set().union(*there.values()) if there else set()
    due = [step for step in range(steps + 1) if step <= 20 or step % every == 0 or step == steps or step in asked]

    print("  step" + "".join(f"{name:>16}" for name, *_ in NETWORKS.values()))
    here = {key: {} for key in NETWORKS}
    curves = [curve(key, steps, due) for key in NETWORKS]
    for step, losses in zip(due, itertools.zip_longest(*curves)):
        for key, value in zip(NETWORKS, losses):
            if value is not None:
                here[key][step] = value
        print(f"{step:6}" + "".join(f"{'diverged':>16}" if value is None else f"{value:16.7g}" for value in losses))
    if there and not compare(here, there, steps, options.tolerance):
        return "The two runs are not the same."
    return 0
