use crate::autograd::ops::{Activate, Add, Concat, Gate, Project, Scale as Alpha};
use crate::autograd::{Graph, NodeId, Role};
use crate::scene::{Act, Network, Scale, Shortcut};

/// A shortcut round one block, ready to be joined with the branch.
pub struct Wrap {
    kind: Shortcut,
    scale: f64,
    dropped: bool,
    /// Switches handed out so far, one a block.
    pub switches: Vec<usize>,
}

impl Wrap {
    /// The shortcut of a network with so many branches.
    pub fn new(network: &Network, branches: usize) -> Self {
        let adds = matches!(network.shortcut, Shortcut::Identity | Shortcut::Projection | Shortcut::Rezero);
        let scale = match network.scale {
            _ if !adds => 1.0,
            Scale::Fixed(s) => f64::from(s),
            Scale::Depth => 1.0 / (branches as f64).sqrt(),
        };
        Self { kind: network.shortcut, scale, dropped: adds && network.droppath > 0.0, switches: Vec::new() }
    }

    /// Columns that the branch must have for a state of `width` columns in a network of `unit` units.
    pub fn branch_width(&self, unit: usize) -> usize {
        if self.kind == Shortcut::Dense { (unit / 4).max(1) } else { unit }
    }

    /// The block's output from its input h and its branch f(h).
    ///
    /// - none: f
    /// - identity: h + s·f (He et al. 2015)
    /// - projection: h·P + s·f
    /// - rezero: h + s·α·f (Bachlechner et al. 2020)
    /// - highway: t·f + (1 − t)·h with t = σ(h·T + t₀) (Srivastava et al. 2015)
    /// - dense: \[h, f\] (Huang et al. 2017)
    pub fn join(&mut self, graph: &mut Graph, name: &str, h: NodeId, f: NodeId) -> NodeId {
        let width = graph.nodes[h.0].cols;
        match self.kind {
            Shortcut::None => f,
            Shortcut::Identity => self.add(graph, h, f),
            Shortcut::Projection => {
                let weight = graph.parameter(format!("{name}.projection.weight"), [width, width], Role::Weight);
                let projected = graph.apply(Project, &[h], &[weight]);
                self.add(graph, projected, f)
            }
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
        let switch = self.dropped.then(|| graph.switch());
        self.switches.extend(switch);
        graph.apply(Add { scale: self.scale, switch }, &[h, f], &[])
    }
}
