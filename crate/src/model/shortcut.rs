use crate::autograd::ops::{Activate, Add, Concat, Gate, Project, Scale as Alpha, Subsample};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Act, Network, Scale, Shortcut};

/// The shortcuts round a network's blocks, ready to be joined with their branches.
pub struct Wrap {
    scale: f64,
    droppath: bool,
    /// Whether a projection stands only where a block changes the state's shape (He et al. 2015, option B).
    sparing: bool,
    /// Switches handed out so far, one a block.
    pub switches: Vec<usize>,
}

impl Wrap {
    /// The shortcuts of a network with so many branches.
    pub fn new(network: &Network, branches: usize) -> Self {
        let scale = match network.scale {
            Scale::Fixed(s) => f64::from(s),
            Scale::Depth => 1.0 / (branches as f64).sqrt(),
        };
        Self { scale, droppath: network.droppath > 0.0, sparing: false, switches: Vec::new() }
    }

    /// The same with projections only where they are needed.
    pub fn sparing(self) -> Self {
        Self { sparing: true, ..self }
    }

    /// Columns that the branch must have for a state of `width` columns in a network of `unit` units.
    pub fn branch_width(kind: Shortcut, unit: usize) -> usize {
        if kind == Shortcut::Dense { (unit / 4).max(1) } else { unit }
    }

    /// The block's output from its input h and its branch f(h).
    ///
    /// - none: f
    /// - identity: h + s·f (He et al. 2015)
    /// - projection: h·P + s·f
    /// - rezero: h + s·α·f (Bachlechner et al. 2020)
    /// - highway: t·f + (1 − t)·h with t = σ(h·T + t₀) (Srivastava et al. 2015)
    /// - dense: \[h, f\] (Huang et al. 2017)
    ///
    /// Where the branch gives an image of fewer pixels, h is every so many-th of its pixels; where it gives more channels, h
    /// has zeros in the others (option A of He et al. 2015), or P \[columns × columns of f\] makes them (option B).
    pub fn join(&mut self, graph: &mut Graph, kind: Shortcut, name: &str, h: NodeId, f: NodeId) -> NodeId {
        let same = |graph: &Graph, h: NodeId| {
            let [h, f] = [h, f].map(|node| &graph.nodes[node.0]);
            (h.sites, h.cols) == (f.sites, f.cols)
        };
        let projects = kind == Shortcut::Projection && !(self.sparing && same(graph, h));
        let keeps = projects || matches!(kind, Shortcut::None | Shortcut::Dense);
        let h = if kind == Shortcut::None { h } else { shrunk(graph, h, f, keeps) };
        let width = graph.nodes[f.0].cols;
        match kind {
            Shortcut::None => f,
            Shortcut::Projection if projects => {
                let from = graph.nodes[h.0].cols;
                let weight = graph.parameter(format!("{name}.projection.weight"), [from, width], Role::Weight);
                let projected = graph.apply(Project, &[h], &[weight]);
                self.add(graph, projected, f)
            }
            Shortcut::Identity | Shortcut::Projection => self.add(graph, h, f),
            Shortcut::Rezero => {
                let alpha = graph.parameter(format!("{name}.alpha"), [1, 1], Role::Alpha);
                let f = graph.apply(Alpha, &[f], &[alpha]);
                self.add(graph, h, f)
            }
            Shortcut::Highway => {
                let gate = graph.affine(&format!("{name}.gate"), h, width, Role::Weight, Role::GateBias);
                let t = graph.apply(Activate(Act::Sigmoid), &[gate], &[]);
                graph.apply(Gate, &[t, f, h], &[])
            }
            Shortcut::Dense => graph.apply(Concat, &[h, f], &[]),
        }
    }

    fn add(&mut self, graph: &mut Graph, h: NodeId, f: NodeId) -> NodeId {
        let switch = self.droppath.then(|| graph.switch());
        self.switches.extend(switch);
        graph.apply(Add { scale: self.scale, switch }, &[h, f], &[])
    }
}

/// h with the pixels of f, and its columns too unless it `keeps` its own.
fn shrunk(graph: &mut Graph, h: NodeId, f: NodeId, keeps: bool) -> NodeId {
    let [from, to] = [h, f].map(|node| &graph.nodes[node.0]);
    let cols = if keeps { from.cols } else { to.cols };
    if (from.sites, from.cols) == (to.sites, cols) {
        return h;
    }
    let [side, out] = [from, to].map(|node| node.sites.isqrt().max(1));
    graph.apply(Subsample { side, stride: side.div_ceil(out), cols }, &[h], &[])
}
