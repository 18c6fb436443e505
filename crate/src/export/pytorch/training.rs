use super::Subject;
use super::python::{indented, timed};
use crate::scene::{Network, Opt, Scene, Schedule};

/// The class that makes a network's steps: what `train::Trainer` and its optimisers do.
pub fn class(subject: &Subject, scene: &Scene, name: &str, doc: &str) -> String {
    let network = subject.network;
    let drops = subject.switches > 0;
    let steady = network.lr.later.is_empty() && network.warmup == 0 && network.schedule == Schedule::Constant;
    let momentum = network.opt == Opt::Momentum && !network.momentum.later.is_empty();
    let clips = network.clip.first.is_some() || !network.clip.later.is_empty();
    let decays = network.decay.first > 0.0 || !network.decay.later.is_empty();

    let mut init = format!("self.network = network\nself.optimiser = {}\n", optimiser(network));
    if drops {
        let key = subject.side.name().to_uppercase();
        init += &format!(
            "# What multiplies each branch in each step: 0, or 1/(1 - p), so that the mean is 1.\nself.keep = (numbers(KEEP_{key}, torch.uint8).view(-1, {}) / (1 - {})).tolist()\n",
            subject.switches, network.droppath
        );
    }
    let mut step = format!(
        "self.optimiser.zero_grad()\nbatch_loss = loss(self.network(x{}), y)\nbatch_loss.backward()\n",
        if drops { ", self.keep[step]" } else { "" }
    );
    if clips {
        let told = |limit: Option<f32>| limit.map_or_else(|| "math.inf".to_owned(), |limit| limit.to_string());
        step += &format!(
            "limit = {}\nnorm = math.sqrt(sum(p.grad.double().square().sum() for p in self.network.parameters()))\nif norm > limit:\n    for p in self.network.parameters():\n        p.grad *= limit / norm\n",
            timed(&network.clip, told)
        );
    }
    if !steady || momentum || decays {
        step += "for group in self.optimiser.param_groups:\n";
        if !steady {
            step += "    group[\"lr\"] = self.rate(step)\n";
        }
        if momentum {
            // Where it is 0 PyTorch keeps no buffer, and the next step would not know the last gradient.
            let told = |value: f32| if value > 0.0 { value.to_string() } else { "1e-30".to_owned() };
            step += &format!("    group[\"momentum\"] = {}\n", timed(&network.momentum, told));
        }
        if decays {
            step += &format!("    decay = {}\n", timed(&network.decay, |value| value.to_string()));
            step += "    with torch.no_grad():\n        for p in group[\"params\"]:\n            p *= 1 - group[\"lr\"] * decay\n";
        }
    }
    step += "self.optimiser.step()\nreturn batch_loss.item()\n";
    let rate = if steady { String::new() } else { rate(network, scene) };
    format!(
        "class {name}:\n    \"\"\"{doc}\"\"\"\n\n    def __init__(self, network):\n{}{rate}\n    def step(self, step, x, y):\n        \"\"\"Makes the step of this number, from 0 on, and gives the loss of its batch.\"\"\"\n{}",
        indented(&init, 8),
        indented(&step, 8)
    )
}

fn optimiser(network: &Network) -> String {
    let lr = network.lr.first;
    match network.opt {
        Opt::Adam => format!("torch.optim.Adam(network.parameters(), lr={lr}, betas=(0.9, 0.999), eps=1e-8)"),
        Opt::Sgd => format!("torch.optim.SGD(network.parameters(), lr={lr})"),
        Opt::Momentum => {
            format!("torch.optim.SGD(network.parameters(), lr={lr}, momentum={})", network.momentum.first)
        }
    }
}

/// The method that gives a step's rate, warm-up and schedule included.
fn rate(network: &Network, scene: &Scene) -> String {
    let mut lines = format!("lr = {}\n", timed(&network.lr, |lr| lr.to_string()));
    if network.warmup > 0 {
        lines += &format!("lr *= min(1, (step + 1) / {})\n", network.warmup);
    }
    if network.schedule == Schedule::Cosine {
        lines += &format!("lr *= 0.5 * (1 + math.cos(math.pi * step / {}))\n", scene.steps);
    }
    format!("\n    def rate(self, step):\n{}", indented(&(lines + "return lr\n"), 8))
}
