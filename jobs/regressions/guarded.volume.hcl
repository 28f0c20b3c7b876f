# A volume that the hostpath driver mounts only for a request with its token.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "token" {
  type = string
}

variable "token_sha256" {
  type = string
}

type      = "csi"
id        = var.volume_id
name      = var.volume_id
plugin_id = var.plugin_id

capacity_min = "1MiB"
capacity_max = "64MiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

secrets {
  token = var.token
}

parameters {
  token-sha256 = var.token_sha256
}
