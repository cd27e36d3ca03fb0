import { AtSign, Mail, MessageCircle, MessageSquareText, Phone, Share2 } from 'lucide-react'
import type { Channel } from '#contract/conversation.ts'

export const channelIcons: Readonly<Record<Channel, typeof Mail>> = {
  chat: MessageCircle,
  email: Mail,
  phone: Phone,
  sms: MessageSquareText,
  social: Share2,
  other: AtSign,
}
