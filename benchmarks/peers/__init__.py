"""Published predictors and simulators beside ours: the same points, in the same run.

    make bench-peers [MEASUREMENTS=FOLDER_OR_FILE] [OURS=HELD_OUT.csv]

writes docs/explanation/peers.md. Each peer lives in an environment of its own (`build/venv-NAME`,
from `requirements/peers/NAME.txt`) and answers through a worker that imports nothing of ours.

How AIConfigurator is asked, and why:

- its `cli_estimate` in mode `agg` (in-flight batching) at the measured concurrency, not its search;
- everything else at its defaults: the budget of context tokens is the prompt's length, the
  attention's and the KV cache's precision are what it infers from the checkpoint;
- but for models whose 16-bit checkpoint stands in for NVIDIA's fp8 or fp4 one: their KV cache is
  asked for in fp8, as those state it (which brings it nearer to what was measured);
- precisions of products and experts are those of the row, in the names that its own adapter for
  InferenceX uses; gpt-oss keeps its checkpoint's, as that adapter does;
- batch = concurrency / attention data parallelism, expert parallelism as the row says, the rest of
  the width is tensor parallelism of the experts: again that adapter's reading;
- lengths are the nominal ones;
- the database is the queryable version nearest to the row's engine version (a wheel offers one or
  two for each system and engine);
- measured operators first (`SILICON`); where they are missing, measured and modelled ones
  (`HYBRID`);
- a batch that it says does not fit into the KV cache is left out: it warns that its figures are
  inaccurate there;
- offline rows state no concurrency: the best throughput of batches up to 2,048 that fit, with its
  default budget and with one of 8,192 context tokens;
- where a source's client measures TPOT over all tokens, the first one's wait included, its TTFT
  and TPOT are put together accordingly.

Ours is `breakeven validate`, as shipped (its coefficients have seen these rows), and held out where
a file of held-out predictions is given. Only rows that both answer are compared.
"""
