// Progressive enhancement; everything works without JavaScript.
import { unfold } from "./menu.js";
import { reveal } from "./reveal.js";
import { copy } from "./copy.js";
import { live } from "./live.js";
import { presence } from "./presence.js";
import "./danger.js";

unfold(document.querySelector("details.menu"));
document.querySelectorAll("input[type=password]").forEach(reveal);
document.querySelectorAll("[data-copy]").forEach(copy);
live(document.body.dataset.flux);
presence(document.body.dataset.flux);
