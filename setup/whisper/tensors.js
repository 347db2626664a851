/** @typedef {import('./ctranslate2.js').Variable} Variable */
/** @typedef {{ readonly name: string, readonly dims: readonly number[], readonly halves: Buffer, readonly exact: boolean }}
 * Tensor half-precision numbers; `exact`: kept in single precision whatever the file's precision */
/** @typedef {(name: string) => Variable} Get */

const HALF_BYTES = 2;

/**
 * The tensors of a Whisper model under the names and in the order of OpenAI's checkpoint, which is the order of the
 * published ggml files: only so does the result equal them byte for byte.
 * @param {ReadonlyMap<string, Variable>} variables of the CTranslate2 model
 * @returns {readonly Tensor[]} throws when one is missing or not in half precision
 */
export function whisperTensors(variables) {
  const get = getter(variables);
  const side = (/** @type {'encoder' | 'decoder'} */ name) =>
    Array.from({ length: layers(variables, name) }, (_, layer) => block(get, name, layer)).flat();
  return [
    tensor('decoder.positional_embedding', get('decoder/position_encodings/encodings'), true),
    tensor('encoder.positional_embedding', get('encoder/position_encodings/encodings'), true),
    tensor('decoder.token_embedding.weight', get('decoder/embeddings/weight')),
    ...side('decoder'),
    ...norm(get, 'decoder.ln', 'decoder/layer_norm'),
    ...convolution(get, 'conv1'),
    ...convolution(get, 'conv2'),
    ...side('encoder'),
    ...norm(get, 'encoder.ln_post', 'encoder/layer_norm'),
  ];
}

/**
 * @param {ReadonlyMap<string, Variable>} variables
 * @param {'encoder' | 'decoder'} side
 * @returns {number}
 */
export function layers(variables, side) {
  let count = 0;
  while (variables.has(`${side}/layer_${count}/ffn/linear_0/weight`)) count++;
  return count;
}

/**
 * @param {ReadonlyMap<string, Variable>} variables
 * @returns {Get}
 */
function getter(variables) {
  return (name) => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`it has no ${name}`);
    const numbers = found.dims.reduce((product, dim) => product * dim, 1);
    if (found.data.length !== numbers * HALF_BYTES) throw new Error(`${name} is not in half precision`);
    return found;
  };
}

/**
 * @param {string} name
 * @param {Variable} variable
 * @returns {Tensor}
 */
function tensor(name, { dims, data }, exact = dims.length < 2) {
  return { name, dims, halves: data, exact };
}

/**
 * @param {Get} get
 * @param {'encoder' | 'decoder'} side
 * @param {number} layer
 */
function block(get, side, layer) {
  const to = `${side}.blocks.${layer}`;
  const from = `${side}/layer_${layer}`;
  const attention = [
    ...norm(get, `${to}.attn_ln`, `${from}/self_attention/layer_norm`),
    ...selfAttention(get, `${to}.attn`, `${from}/self_attention`),
  ];
  const crossAttention = () => [
    ...norm(get, `${to}.cross_attn_ln`, `${from}/attention/layer_norm`),
    ...attentionTo(get, `${to}.cross_attn`, `${from}/attention`),
  ];
  return [
    ...norm(get, `${to}.mlp_ln`, `${from}/ffn/layer_norm`),
    ...linear(`${to}.mlp.0`, get(`${from}/ffn/linear_0/weight`), get(`${from}/ffn/linear_0/bias`)),
    ...linear(`${to}.mlp.2`, get(`${from}/ffn/linear_1/weight`), get(`${from}/ffn/linear_1/bias`)),
    ...attention,
    ...(side === 'decoder' ? crossAttention() : []),
  ];
}

/**
 * CTranslate2 keeps query, key and value of a layer as one matrix; Whisper's key has no bias.
 * @param {Get} get
 * @param {string} to
 * @param {string} from
 */
function selfAttention(get, to, from) {
  const [query, key, value] = split(get(`${from}/linear_0/weight`), 3);
  const [queryBias, , valueBias] = split(get(`${from}/linear_0/bias`), 3);
  return [
    ...linear(`${to}.query`, query, queryBias),
    tensor(`${to}.key.weight`, key),
    ...linear(`${to}.value`, value, valueBias),
    ...linear(`${to}.out`, get(`${from}/linear_1/weight`), get(`${from}/linear_1/bias`)),
  ];
}

/**
 * @param {Get} get
 * @param {string} to
 * @param {string} from
 */
function attentionTo(get, to, from) {
  const [key, value] = split(get(`${from}/linear_1/weight`), 2);
  const [, valueBias] = split(get(`${from}/linear_1/bias`), 2);
  return [
    ...linear(`${to}.query`, get(`${from}/linear_0/weight`), get(`${from}/linear_0/bias`)),
    tensor(`${to}.key.weight`, key),
    ...linear(`${to}.value`, value, valueBias),
    ...linear(`${to}.out`, get(`${from}/linear_2/weight`), get(`${from}/linear_2/bias`)),
  ];
}

/**
 * @param {string} name
 * @param {Variable} weight
 * @param {Variable} bias
 */
function linear(name, weight, bias) {
  return [tensor(`${name}.weight`, weight), tensor(`${name}.bias`, bias)];
}

/**
 * @param {Get} get
 * @param {string} to
 * @param {string} from
 */
function norm(get, to, from) {
  return linear(to, get(`${from}/gamma`), get(`${from}/beta`));
}

/**
 * The bias of a convolution is a column, and is never shortened.
 * @param {Get} get
 * @param {string} name
 */
function convolution(get, name) {
  const bias = get(`encoder/${name}/bias`);
  return [
    tensor(`encoder.${name}.weight`, get(`encoder/${name}/weight`)),
    tensor(`encoder.${name}.bias`, { dims: [...bias.dims, 1], data: bias.data }, true),
  ];
}

/**
 * Equal parts along the first dimension.
 * @param {Variable} variable
 * @param {2 | 3} count
 * @returns {[Variable, Variable, Variable]} the third is empty when two were asked for
 */
function split({ dims: [rows = 0, ...rest], data }, count) {
  const bytes = data.length / count;
  const part = (/** @type {number} */ i) => ({
    dims: [rows / count, ...rest],
    data: data.subarray(i * bytes, (i + 1) * bytes),
  });
  return [part(0), part(1), part(2)];
}
