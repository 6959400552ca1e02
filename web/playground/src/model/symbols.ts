// "taum" as a person writes it: τ with a small m.
const greek: Record<string, string> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  eta: "η",
  theta: "θ",
  kappa: "κ",
  lambda: "λ",
  mu: "μ",
  nu: "ν",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  phi: "φ",
  chi: "χ",
  psi: "ψ",
  omega: "ω",
};

export interface NameParts {
  base: string;
  sub: string;
  upright: boolean; // a word, not a letter
}

export function symbolOf(name: string): NameParts {
  const [head = "", ...tail] = name.split("_");
  const letter = Object.keys(greek).find((one) => head.startsWith(one));
  if (letter)
    return {
      base: greek[letter] ?? "",
      sub: [head.slice(letter.length), ...tail].filter(Boolean).join(" "),
      upright: false,
    };
  if (tail.length > 0) return { base: head, sub: tail.join(" "), upright: head.length > 1 };
  if (head.length <= 3) return { base: head.slice(0, 1), sub: head.slice(1), upright: false };
  return { base: head, sub: "", upright: true };
}
