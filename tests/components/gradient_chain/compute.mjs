// Reads models as JSON from the standard input and writes, for every gradient of each, the sum of its
// terms, its finite difference and whether a kink lies there.

import { readFileSync } from "node:fs";
import { finiteDifference, forward, layOutChain } from "../../../app/components/gradient_chain/chain.js";
import { gradientTerms, sumOfTerms } from "../../../app/components/gradient_chain/gradient_terms.js";

const models = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(models.map((model) => {
  const chain = layOutChain(model);
  const { values, loss } = forward(chain);
  const quantities = [...chain.quantities.values()].filter(({ gradients }) => gradients);
  return {
    loss,
    values: Object.fromEntries(quantities.map(({ name }) => [name, [...values[name]]])),
    found: Object.fromEntries(quantities.map(({ name, gradients }) => [name, [...gradients].map((gradient, index) => {
      const terms = gradientTerms(chain, name, index);
      const { difference, kink } = finiteDifference(chain, name, index);
      return { gradient, sum: sumOfTerms(terms), difference, kink: kink?.kind ?? null };
    })])),
  };
})));
