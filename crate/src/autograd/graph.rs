//! What is computed from what. A graph holds no numbers: it is recorded once for a network and replayed by a
//! [`Tape`](super::Tape).

use super::layout::{Entry, Layout, ParamId, Role};
use super::ops::{Op, Operation};

/// A node's number in its graph. A node comes after all that it is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub(crate) usize);

/// One value: (rows · `sites`) × `cols`, the sites of a row one after another.
#[derive(Clone, Debug)]
pub struct Node {
    /// What is done.
    pub op: Op,
    /// To what.
    pub inputs: Vec<NodeId>,
    /// With which parameters.
    pub params: Vec<ParamId>,
    /// Places of a row at which the same is done: the pixels of an image, the tokens of a sequence; 1 where a row is one
    /// point.
    pub sites: usize,
    /// Columns of the value: units, or channels of a pixel.
    pub cols: usize,
}

/// A stretch of the graph that can be removed: its output then is its input, cut or padded with zeros where the widths
/// differ (a lesion; Veit et al. 2016).
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// What goes in.
    pub input: NodeId,
    /// What the branch gives, before it is scaled and joined: the nodes after `input` up to this one are the branch, those
    /// after it the shortcut and what joins the two.
    pub branch: NodeId,
    /// What comes out; the nodes after `input` up to this one are the block.
    pub output: NodeId,
}

/// The graph of a network.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Nodes, in the order of computation.
    pub nodes: Vec<Node>,
    /// The parameters.
    pub layout: Layout,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// Switches: numbers that a step may set without recording anew (1 unless set).
    pub switches: usize,
}

impl Graph {
    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// A leaf of `cols` columns, which the tape's user fills.
    pub fn input(&mut self, cols: usize) -> NodeId {
        self.input_of_sites(1, cols)
    }

    /// A leaf of so many sites a row, each of `cols` columns.
    pub fn input_of_sites(&mut self, sites: usize, cols: usize) -> NodeId {
        self.push(Op::Input(super::ops::Input), Vec::new(), Vec::new(), (sites, cols))
    }

    /// Appends a tensor to the parameters.
    pub fn parameter(&mut self, name: impl Into<String>, shape: [usize; 2], role: Role) -> ParamId {
        self.layout.add(name, shape, role)
    }

    /// Appends a node.
    ///
    /// # Panics
    /// If the op does not take these inputs and parameters: a mistake in the code that records, never in a scene.
    pub fn apply(&mut self, op: impl Into<Op>, inputs: &[NodeId], params: &[ParamId]) -> NodeId {
        let op = op.into();
        let widths: Vec<usize> = inputs.iter().map(|&NodeId(i)| self.nodes[i].cols).collect();
        let sites: Vec<usize> = inputs.iter().map(|&NodeId(i)| self.nodes[i].sites).collect();
        let shapes: Vec<[usize; 2]> = params.iter().map(|&id| self.layout.entry(id).shape).collect();
        let (Some(cols), Some(sites)) = (op.cols(&widths, &shapes), op.sites(&sites)) else {
            panic!(
                "an op does not take inputs of widths {widths:?} at {sites:?} sites with parameters of shapes {shapes:?}"
            )
        };
        self.push(op, inputs.to_vec(), params.to_vec(), (sites, cols))
    }

    /// x·W with the tensor `name.weight` \[in×out\].
    pub fn project(&mut self, name: &str, x: NodeId, out: usize, weight: Role) -> NodeId {
        let weight = self.parameter(format!("{name}.weight"), [self.nodes[x.0].cols, out], weight);
        self.apply(super::ops::Project, &[x], &[weight])
    }

    /// x·W + b with tensors `name.weight` \[in×out\] and `name.bias`.
    pub fn affine(&mut self, name: &str, x: NodeId, out: usize, weight: Role, bias: Role) -> NodeId {
        let cols = self.nodes[x.0].cols;
        let weight = self.parameter(format!("{name}.weight"), [cols, out], weight);
        let bias = self.parameter(format!("{name}.bias"), [1, out], bias);
        self.apply(super::ops::Affine, &[x], &[weight, bias])
    }

    /// Multiply-adds that one row takes forward, in the products with weights and between the tokens of a sequence; what is
    /// done to each number alone is not counted. A step of training takes about three times as many a row.
    #[must_use]
    pub fn multiply_adds(&self) -> usize {
        self.products(&self.nodes)
    }

    /// Those of its blocks alone, without what stands before the first and after the last.
    #[must_use]
    pub fn block_multiply_adds(&self) -> usize {
        self.blocks.iter().map(|block| self.products(&self.nodes[block.input.0 + 1..=block.output.0])).sum()
    }

    fn products(&self, nodes: &[Node]) -> usize {
        let product = |node: &Node| match node.op {
            Op::Affine(_) | Op::Project(_) | Op::Convolve(_) => {
                node.params.first().map_or(0, |&id| self.layout.entry(id).range().len()) * node.sites
            }
            Op::Attend(_) => 2 * node.sites * node.sites * node.cols,
            _ => 0,
        };
        nodes.iter().map(product).sum()
    }

    /// The tensors of a block, in the order in which it takes them; tables, which are the whole network's, are not its own.
    pub fn tensors(&self, block: &Block) -> impl Iterator<Item = &Entry> {
        self.tensors_of(block.input.0 + 1..=block.output.0)
    }

    /// The weights of a block's branch, those of its shortcut left out.
    pub fn branch_weights(&self, block: &Block) -> impl Iterator<Item = &Entry> {
        let of_branch = self.tensors_of(block.input.0 + 1..=block.branch.0);
        of_branch.filter(|entry| matches!(entry.role, Role::Weight | Role::Kernel))
    }

    /// For each node the number of the buffer that its gradient takes. A gradient that someone may ask for afterwards has one
    /// to itself: those of leaves, of what nothing is computed from or a loss alone, and, if `blocks` are asked for, of what
    /// blocks get and give. Any other is needed from the last node that is computed from it back to its own, and then leaves
    /// its buffer to the next of its size: so most are still near the processor when they are read. A sum leaves it to the
    /// gradient of its first input, which is the same.
    #[must_use]
    pub fn gradient_slots(&self, blocks: bool) -> Vec<usize> {
        let mut last_use: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let mut kept: Vec<bool> = self.nodes.iter().map(|node| node.inputs.is_empty()).collect();
        for (i, node) in self.nodes.iter().enumerate() {
            for input in &node.inputs {
                last_use[input.0] = Some(i);
                kept[input.0] |= node.op.rows(2) == 1;
            }
        }
        for block in self.blocks.iter().filter(|_| blocks) {
            kept[block.input.0] = true;
            kept[block.output.0] = true;
        }
        for (kept, last_use) in kept.iter_mut().zip(&last_use) {
            *kept |= last_use.is_none();
        }

        let size = |node: usize| [self.nodes[node].sites, self.nodes[node].cols];
        let (mut slots, mut count) = (vec![usize::MAX; self.nodes.len()], 0);
        let mut free: Vec<usize> = Vec::new();
        let mut sizes: Vec<[usize; 2]> = Vec::new();
        for i in (0..self.nodes.len()).rev() {
            let left = match (self.nodes[i].op, self.nodes[i].inputs.as_slice()) {
                (Op::Add(_), &[NodeId(first), NodeId(other)]) if first != other => {
                    let begins = last_use[first] == Some(i) && slots[first] == usize::MAX;
                    Some(first).filter(|_| begins && !kept[i] && !kept[first] && size(first) == size(i))
                }
                _ => None,
            };
            if let Some(first) = left {
                slots[first] = slots[i];
            }
            // A gradient begins where the last node that uses its value goes back, or with itself.
            let begins = self.nodes[i].inputs.iter().map(|input| input.0).filter(|&input| last_use[input] == Some(i));
            for node in begins.chain(last_use[i].is_none().then_some(i)) {
                if slots[node] != usize::MAX {
                    continue;
                }
                let at = if kept[node] { None } else { free.iter().rposition(|&slot| sizes[slot] == size(node)) };
                slots[node] = at.map_or(count, |at| free.remove(at));
                if slots[node] == count {
                    sizes.push(size(node));
                    count += 1;
                }
            }
            if !kept[i] && left.is_none() {
                free.push(slots[i]);
            }
        }
        slots
    }

    /// For each node the number of the buffer that its value takes: its own, or where the next node is an activation whose
    /// slope follows from its value, and nothing else reads what goes into it, that one's, in which it is activated in place. A
    /// third of what a deep network keeps for its way back need not be there so.
    #[must_use]
    pub fn value_places(&self) -> Vec<usize> {
        let mut uses = vec![0; self.nodes.len()];
        for input in self.nodes.iter().flat_map(|node| &node.inputs) {
            uses[input.0] += 1;
        }
        for NodeId(asked) in self.blocks.iter().flat_map(|block| [block.input, block.branch, block.output]) {
            uses[asked] += 1;
        }
        let mut places: Vec<usize> = (0..self.nodes.len()).collect();
        for (i, pair) in self.nodes.windows(2).enumerate() {
            let [node, next] = pair else { continue };
            let activated = matches!(next.op, Op::Activate(act) if act.slope_from_value());
            let alone = next.inputs == [NodeId(i)] && uses[i] == 1;
            if activated && alone && !node.inputs.is_empty() && !node.op.reads_value() {
                places[i] = i + 1;
            }
        }
        places
    }

    fn tensors_of(&self, nodes: core::ops::RangeInclusive<usize>) -> impl Iterator<Item = &Entry> {
        let all = self.nodes[nodes].iter().flat_map(|node| &node.params).map(|&id| self.layout.entry(id));
        all.filter(|entry| entry.role != Role::Embedding)
    }

    /// Marks the nodes after `input` up to `output` as the next block, those up to `branch` as its branch.
    pub fn block(&mut self, input: NodeId, branch: NodeId, output: NodeId) {
        self.blocks.push(Block { input, branch, output });
    }

    /// A new switch.
    pub fn switch(&mut self) -> usize {
        self.switches += 1;
        self.switches - 1
    }

    fn push(&mut self, op: Op, inputs: Vec<NodeId>, params: Vec<ParamId>, (sites, cols): (usize, usize)) -> NodeId {
        self.nodes.push(Node { op, inputs, params, sites, cols });
        NodeId(self.nodes.len() - 1)
    }
}
